import { z } from 'zod';

/** One mail server of a name; an exchange of `.` says that the name takes no mail (RFC 7505). */
const mailServer = z.strictObject({
  exchange: z.string().min(1).max(253),
  preference: z.int().min(0).max(65_535).default(10),
});

/** What is answered about a name once. Lists that are left out are empty: the name is there, and has none of them. */
const dnsAnswer = z.strictObject({
  /** `SILENT`: no answer ever comes. */
  result: z.enum(['NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED', 'SILENT']).default('NOERROR'),
  mx: z.array(mailServer).max(100).default([]),
  /** IPv4 and IPv6; each goes out where its kind is asked for. */
  addresses: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(20)
    .default([]),
  /** An answer that is not to be believed for long says 0. */
  ttlSeconds: z.int().min(0).max(86_400).default(300),
});

/** What is answered about a name once, with nothing left out. */
export type DnsAnswer = z.output<typeof dnsAnswer>;

/** A name and what is answered about it, in turn: the second answer at the second question of its kind; the last one stays. */
export const dnsName = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/)
    .max(253),
  answers: z.array(dnsAnswer).min(1).max(20),
});

/** A name with its answers, as a caller writes it. */
export type DnsName = z.input<typeof dnsName>;

/** As {@link DnsName}, with nothing left out. */
export type StatedName = z.output<typeof dnsName>;
