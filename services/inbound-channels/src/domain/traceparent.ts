import { z } from 'zod';

/** A trace context that comes back from a provider (https://www.w3.org/TR/trace-context/#traceparent-header); null for anything else. */
export const traceparent = z
  .string()
  .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
  .nullish()
  .catch(null);
