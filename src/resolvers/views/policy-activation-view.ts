import type { PremiumLine } from '../../finance/premium.js';
import type { Previewed } from '../../kernel/index.js';
import type { ActivationFigures } from '../../policies/activation-figures.js';
import { plannedJournalView } from './ledger-view.js';
import { moneyView } from './money-view.js';

const totalOf = (lines: readonly PremiumLine[]): bigint => lines.reduce((sum, { minor }) => sum + minor, 0n);

export function activatePreviewView(figures: Previewed<ActivationFigures>) {
  const { currency, premiumLines } = figures;
  const amount = (minor: bigint) => moneyView(minor, currency);
  const linesView = (lines: readonly PremiumLine[]) =>
    lines.filter(({ minor }) => minor !== 0n).map(({ kind, minor }) => ({ kind, amount: amount(minor) }));
  const sumOf = (wanted: PremiumLine['kind']) => amount(totalOf(premiumLines.filter(({ kind }) => kind === wanted)));
  return {
    __typename: 'PolicyActivatePreview',
    policyId: figures.policyId,
    startsOn: figures.startsOn,
    endsOn: figures.endsOn,
    principal: amount(figures.principalMinor),
    sumInsured: amount(figures.sumInsuredMinor),
    exposures: figures.exposures.map(({ insurerId, amountMinor }) => ({
      insurer: insurerId,
      amount: amount(amountMinor),
    })),
    premium: { total: amount(totalOf(premiumLines)), lines: linesView(premiumLines) },
    commission: sumOf('COMMISSION'),
    tax: sumOf('TAX'),
    invoices: figures.invoices.map(({ dueOn, lines }) => ({
      dueOn,
      amount: amount(totalOf(lines)),
      lines: linesView(lines),
    })),
    ledger: figures.journals.map(plannedJournalView),
    token: figures.token,
  };
}
