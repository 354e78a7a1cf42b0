import { divideHalfUp } from '../../kernel/index.js';
import type { Stage } from './cover.js';
import { RETURN, RETURN_PREVIEW } from './documents.js';
import { minor } from './figures.js';
import { type Reporter, readLoan } from './servicing.js';
import { madeUpReference } from './things.js';

/** One cable of 100.00 goes back: loan, cover and premium shrink in one step, as the preview said. */
export async function returnCable(stage: Stage, reporter: Reporter): Promise<void> {
  const { gateway, tell } = stage;
  const before = await readLoan(stage, reporter);
  const input = { lines: [{ sku: 'CABLE', quantity: 1 }] };
  const { orderReturnPreview: preview } = await gateway.ask(reporter.user, RETURN_PREVIEW, {
    policy: reporter.policy,
    input,
  });
  const variables = { key: madeUpReference('return'), policy: reporter.policy, input, token: preview.token };
  const { __typename, ...change } = await gateway.does(reporter.user, RETURN, variables, 'PolicyChange');
  const { __typename: _preview, token: _token, ...previewed } = preview;
  tell.check('the change is what the preview said', change, previewed);
  tell.check('principal reduction', minor(change.principalReduction), 10_000n);
  const outstanding = minor(before.loan.outstandingPrincipal);
  const insured = minor(before.sumInsured);
  tell.check(
    'cover shrinks as the outstanding principal does',
    minor(change.sumInsuredAfter),
    insured - divideHalfUp(insured * 10_000n, outstanding),
  );
  const refund = minor(change.premiumRefund.total);
  tell.check(
    'premium before less refund is premium after',
    minor(before.premium.total) - refund,
    minor(change.premiumAfter),
  );
  const after = await readLoan(stage, reporter);
  tell.check('outstanding principal', minor(after.loan.outstandingPrincipal), outstanding - 10_000n);
  tell.say(
    `a cable came back: the loan shrank by ${change.principalReduction.amount}, the cover from ${change.sumInsuredBefore.amount} ` +
      `to ${change.sumInsuredAfter.amount}, and ${change.premiumRefund.total.amount} of the premium goes back`,
  );
}
