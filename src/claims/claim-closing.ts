import type { Transaction } from '../database/unit-of-work.js';
import { type Moment, moveClaim } from './claim-command.js';
import { tellClaim } from './claim-events.js';
import type { ClaimRow } from './claim-row.js';

const CLOSE = { name: 'claim.close', text: 'UPDATE claim SET closed_at = $2 WHERE id = $1' };

/** Nothing more will happen to the claim by itself. */
export async function closeClaim(tx: Transaction, claim: ClaimRow, moment: Moment): Promise<void> {
  const { at, cause } = moment;
  await moveClaim(tx, claim, 'CLOSED', moment);
  await tx.run(CLOSE, [claim.id, at]);
  await tellClaim(tx, claim.id, { kind: 'claim.closed', at, cause });
}
