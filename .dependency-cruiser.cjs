/**
 * Who may import whom: the architecture as rules (ARCHITECTURE.md gives the reasons).
 * `packages/workbench/src/import-rules.test.ts` breaks every rule once and expects it to fire.
 */

const { readdirSync } = require('node:fs');
const { join } = require('node:path');

// swc's own visitor, with which dependency-cruiser reads, stops at `using`: it is taught to read one as a `const`.
const { Visitor } = require('@swc/core/Visitor.js');
const visitStatement = Visitor.prototype.visitStatement;
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  statement.decls = this.visitVariableDeclarators(statement.decls);
  return statement;
};

const OWN = '^(packages|services|infra)/';
const TESTS = ['[.](test|conformance)[.]tsx?$', '/test/'];
const NAMES = readdirSync(join(__dirname, 'services'));
const SERVICES = ['^services/', `^@loop/(${NAMES.join('|')})$`];

/** Matches a package of the registry by name or by scope, found on disk or not. */
const library = (name) => [`^${name}(/|$)`, `(^|/)node_modules/${name}(/|$)`];

const PURE_LIBRARIES = [
  'zod',
  'linkifyjs',
  'libphonenumber-js',
  'tldts',
  'entities',
  'disposable-email-domains-js',
  'franc',
  'bloom-filters',
  'htmlparser2',
  'linkedom',
  '@mozilla/readability',
].flatMap(library);
const VENDOR_SDKS = ['stripe', '@sendgrid', 'twilio', 'twitter-api-v2', 'snoowrap', '@octokit', 'nodemailer'].flatMap(
  library,
);

const layering = [
  {
    name: 'no-file-cycles',
    comment: 'Files that need each other are one file, or miss a third one that both can use.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-package-cycles',
    comment: 'Packages build on one another in one direction.',
    scope: 'folder',
    from: { path: '^((packages|services|infra)/[^/]+)/' },
    to: { circular: true, path: OWN, pathNot: '^$1/' },
  },
  {
    name: 'only-barrels-across-packages',
    comment: "A package is what its src/index.ts exports; another package's files are its own business.",
    from: { path: '^((packages|services|infra)/[^/]+)/' },
    to: { path: OWN, pathNot: ['^$1/', '^(packages|services|infra)/[^/]+/(src|dist)/index[.](tsx?|js)$'] },
  },
  {
    name: 'contracts-need-zod-only',
    comment: 'What everybody imports drags nothing in.',
    from: { path: '^packages/contracts/src/', pathNot: TESTS },
    to: { pathNot: ['^packages/contracts/src/', ...library('zod')] },
  },
  {
    name: 'runtime-knows-contracts-only',
    comment: 'The runtime serves services it has never heard of.',
    from: { path: '^packages/runtime/src/' },
    to: { path: OWN, pathNot: ['^packages/runtime/', '^packages/contracts/'] },
  },
  {
    name: 'ui-knows-nothing-of-ours',
    from: { path: '^packages/ui/src/' },
    to: { path: OWN, pathNot: '^packages/ui/' },
  },
  {
    name: 'contacts-are-pure',
    comment:
      'Reading a post for contacts takes the post and nothing else: it runs in a service, in a command and in a bench.',
    from: { path: '^packages/contacts/src/', pathNot: TESTS },
    to: { pathNot: ['^packages/contacts/src/', ...PURE_LIBRARIES] },
  },
  {
    name: 'imports-know-nothing-of-ours',
    comment: 'Files are read by a command; what a post in one may say is the same for whoever takes it up.',
    from: { path: '^packages/imports/src/' },
    to: { path: OWN, pathNot: '^packages/imports/' },
  },
  {
    name: 'fetch-guard-knows-nothing-of-ours',
    comment: 'Whoever fetches what strangers name takes the one guard; it serves services it has never heard of.',
    from: { path: '^packages/fetch-guard/src/' },
    to: { path: OWN, pathNot: '^packages/fetch-guard/' },
  },
  {
    name: 'sandbox-knows-nothing-of-ours',
    comment: 'The outside world is met over its wire protocols; it must not see our types.',
    from: { path: '^packages/provider-sandbox/src/' },
    to: { path: OWN, pathNot: '^packages/provider-sandbox/' },
  },
  {
    name: 'installation-knows-contracts-and-runtime-only',
    comment: 'Launcher and containers share it: neither may bring the other its browser, servers or services.',
    from: { path: '^infra/installation/src/' },
    to: { path: OWN, pathNot: ['^infra/installation/', '^packages/(contracts|runtime)/'] },
  },
  {
    name: 'tests-stay-out-of-code',
    from: { path: '/src/', pathNot: TESTS },
    to: { path: TESTS, pathNot: 'node_modules/' },
  },
  {
    name: 'sandbox-and-testkit-stay-out-of-code',
    comment: 'Only launchers and tools start the outside world; no service may know that it is not the real one.',
    from: { path: '/src/', pathNot: '^(packages/(testkit|e2e|bench|provider-sandbox|workbench)|infra/dev)/' },
    to: { path: ['^packages/(provider-sandbox|testkit)/', '^@loop/(provider-sandbox|testkit)$'] },
  },
];

const services = [
  {
    name: 'services-never-meet',
    comment: 'Services meet in @loop/contracts, over the broker.',
    from: { path: '^services/([^/]+)/' },
    to: { path: SERVICES, pathNot: ['^services/$1/', '^@loop/$1$'] },
  },
  {
    name: 'launchers-alone-start-services',
    comment:
      'infra/deployables lists them for launcher, containers and generated files; all others reach them over the broker.',
    from: { path: OWN, pathNot: ['^services/', '^infra/deployables/'] },
    to: { path: SERVICES },
  },
  {
    name: 'service-code-needs-contracts-runtime-ui',
    comment:
      'And the pure reading of contacts and of imported posts, and the guard that foreign addresses are fetched through.',
    from: { path: '^services/([^/]+)/src/' },
    to: {
      path: [OWN, '^@loop/'],
      pathNot: ['^services/', '^packages/(contracts|runtime|ui|contacts|imports|fetch-guard)/'],
    },
  },
  {
    name: 'domain-is-pure',
    comment: 'Rules of the business run without time, chance, network or database. Hashes are pure: see biome.json.',
    from: { path: '^services/([^/]+)/src/domain/', pathNot: TESTS },
    to: {
      pathNot: ['^services/$1/src/domain/', '^packages/(contracts|contacts|imports)/', '^crypto$', ...PURE_LIBRARIES],
    },
  },
  {
    name: 'adapters-are-built-in-service',
    comment: 'Everybody else takes the port: a type. service.ts alone chooses the vendor.',
    from: { path: '^services/([^/]+)/src/', pathNot: ['/src/service[.]ts$', '/src/providers/', ...TESTS] },
    to: { path: '^services/$1/src/providers/', dependencyTypesNot: ['type-only'] },
  },
];

const libraries = [
  {
    name: 'sql-in-stores-only',
    from: {
      path: OWN,
      pathNot: [
        '^services/[^/]+/src/(store|migrations)/',
        '^packages/(runtime|testkit|e2e|bench)/',
        '^infra/supervisors/',
      ],
    },
    to: { path: ['kysely', 'pg', 'pg-[a-z-]+'].flatMap(library) },
  },
  {
    name: 'broker-in-runtime-only',
    comment: 'Services speak of events, never of the broker; tests and benches may look at it from outside.',
    from: { path: OWN, pathNot: ['^packages/(runtime|testkit|bench)/', '^infra/supervisors/test/'] },
    to: { path: ['@nats-io', 'nats'].flatMap(library) },
  },
  {
    name: 'express-in-runtime-and-sandbox-only',
    from: { path: OWN, pathNot: '^packages/(runtime|provider-sandbox)/' },
    to: { path: ['express', '@types/express'].flatMap(library) },
  },
  {
    name: 'vendor-sdks-in-providers-only',
    comment: 'Tests may speak as the vendor does, with what the vendor ships.',
    from: { path: OWN, pathNot: ['^services/[^/]+/(src/providers|test)/', '^packages/provider-sandbox/'] },
    to: { path: VENDOR_SDKS },
  },
];

module.exports = {
  forbidden: [...layering, ...services, ...libraries].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    parser: 'swc',
    exclude: { path: ['(^|/)dist(-test)?/', '[.]d[.]ts$'] },
    doNotFollow: { path: 'node_modules' },
    // Our packages resolve to their sources instead of their builds, so that cycles across packages show.
    enhancedResolveOptions: {
      exportsFields: [],
      mainFiles: ['src/index', 'index'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
};
