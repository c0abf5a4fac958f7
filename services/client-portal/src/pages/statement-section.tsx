import { Card, formatDay, Money, Table } from '@loop/ui';
import type { ClientRoom } from '../domain/client-room.ts';
import { PLANNED_NAMES } from './funding-words.ts';

/** The statement of work: everything the signature covers. Open to read before it is signed, folded away after. */
export function StatementSection({ room }: { readonly room: ClientRoom }) {
  const { title } = room.statement;
  if (room.signedAt === null) {
    return (
      <Card titleId="statement-title" id="statement">
        <Kind room={room} />
        <h1 id="statement-title">{title}</h1>
        <StatementText room={room} />
      </Card>
    );
  }
  return (
    <Card titleId="statement-title" id="statement">
      <h2 id="statement-title">The statement you signed</h2>
      <Kind room={room} />
      <details>
        <summary>Read it again</summary>
        <div class="stack">
          <StatementText room={room} />
        </div>
      </details>
    </Card>
  );
}

function Kind({ room: { statement } }: { readonly room: ClientRoom }) {
  return (
    <p class="eyebrow">
      Version {statement.version} · {statement.service.name}, {statement.service.tierName.toLowerCase()}
    </p>
  );
}

function StatementText({ room }: { readonly room: ClientRoom }) {
  const { statement } = room;
  const { where, quote } = statement.request;
  return (
    <>
      <p>{quote === null ? `You asked for help on ${where}.` : `You wrote on ${where}:`}</p>
      {quote === null ? null : <blockquote>{quote}</blockquote>}
      <p>{statement.offer}</p>
      <h2>What you get</h2>
      <Lines lines={statement.scope} />
      <h2>What is not included</h2>
      <Lines lines={statement.exclusions} />
      <h2>How we work together</h2>
      <Lines lines={statement.terms} />
      <h2>Price</h2>
      <Price room={room} />
      <p class="muted small">
        Fingerprint of this version (SHA-256): <code>{room.statementSha256}</code>
      </p>
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Price({ room: { statement, signedAt } }: { readonly room: ClientRoom }) {
  const { currency, mode, market, milestones, totalMinor } = statement;
  const figure = (amountMinor: number) => <Money amountMinor={amountMinor} currency={currency} mode={mode} />;
  return (
    <>
      <Table
        caption="Price by milestone"
        columns={[{ heading: 'Milestone' }, { heading: 'Funded by' }, { heading: 'Fixed price', figures: true }]}
        rows={milestones.map(({ milestoneId, position, title, amountMinor, fundingMethod }) => ({
          key: milestoneId,
          cells: [`${position}. ${title}`, PLANNED_NAMES[fundingMethod], figure(amountMinor)],
        }))}
        total={['Total', '', figure(totalMinor)]}
      />
      <p class="muted small">
        That is {Math.round(market.percentUnder)}% under a market price of{' '}
        <Money amountMinor={market.amountMinor} currency={currency} mode={mode} />. Where that figure comes from:{' '}
        {market.source}.
      </p>
      {signedAt === null ? <p>The offer stands until {formatDay(new Date(statement.validUntil))}.</p> : null}
    </>
  );
}
