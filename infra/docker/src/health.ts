// Docker's health check: ends with 0 when the address of this container answers.
const url = process.env['HEALTH_URL'] ?? '';
const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
process.exitCode = answer.ok ? 0 : 1;
