import { paypalRail } from '../dist/providers/paypal-rail.js';
import { decideAtPayPal, startOutsideWorld } from './outside-world.ts';
import { keepsTheRailContract } from './payment-rail.contract.ts';

const CREDENTIALS = { clientId: 'paypal_sandbox_loop', clientSecret: 'paypal_sandbox_loop', live: false };

keepsTheRailContract({ savesCards: false, reauthorizes: true, balanceLines: true }, async () => {
  const world = await startOutsideWorld();
  const at = (baseUrl: string) => paypalRail({ ...CREDENTIALS, baseUrl, timeoutMs: 3_000 });
  return {
    world,
    rail: at(world.sandbox.url),
    sessionType: 'order',
    paymentType: 'order',
    captureOperation: 'authorizations.capture',
    agree: (sessionRef) => decideAtPayPal(world, sessionRef, 'approve'),
    fail: (sessionRef) => decideAtPayPal(world, sessionRef, 'decline'),
    withWrongKey: () => paypalRail({ ...CREDENTIALS, clientSecret: 'wrong', baseUrl: world.sandbox.url }),
    at,
  };
});
