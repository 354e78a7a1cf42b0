import type {
  ClaimStanding,
  EntryFigures,
  RecoveryFigures,
  RecoveryStanding,
  StepFigures,
} from '../../claims/step-preview.js';
import type { Previewed } from '../../kernel/index.js';
import { payeesView, reservedMinor } from './claim-view.js';
import { investorPartsView } from './investor-view.js';
import { plannedJournalView } from './ledger-view.js';
import { moneyView } from './money-view.js';
import { sharesFromStored, sharesView } from './recovery-view.js';

const claimFigures = (claim: ClaimStanding, currency: string) => ({
  status: claim.status,
  outcome: claim.outcome,
  indemnity: moneyView(claim.computedMinor, currency),
  approved: claim.approvedMinor === null ? null : moneyView(claim.approvedMinor, currency),
  paid: moneyView(claim.paidMinor, currency),
  overpaid: moneyView(claim.overpaidMinor, currency),
  reserved: moneyView(reservedMinor(claim), currency),
});

const recoveryFigures = (recovery: RecoveryStanding, currency: string) => ({
  status: recovery.status,
  indemnity: moneyView(recovery.indemnityMinor, currency),
  uncompensated: moneyView(recovery.uncompensatedMinor, currency),
  received: moneyView(recovery.receivedMinor, currency),
  costs: moneyView(recovery.costsMinor, currency),
  costsPayable: moneyView(recovery.costsPayableMinor, currency),
  missing: moneyView(recovery.missingMinor, currency),
  shares: sharesView(recovery.shares, currency),
  isInsurerWhole: recovery.isInsurerWhole,
});

const entryView = ({ kind, costKind, amountMinor, costsMinor, shares, investors }: EntryFigures, currency: string) => ({
  kind,
  costKind,
  amount: moneyView(amountMinor, currency),
  costs: moneyView(costsMinor, currency),
  shares: sharesView(sharesFromStored(shares), currency),
  investors: investorPartsView({ investors, currency }),
});

function recoveryChange({ before, after, difference, entries }: RecoveryFigures, currency: string) {
  const givenUp = after.indemnityMinor - after.shares.insurerMinor;
  return {
    before: before && recoveryFigures(before, currency),
    after: recoveryFigures(after, currency),
    change: sharesView(difference, currency),
    writeOff: after.status === 'WRITTEN_OFF' ? moneyView(givenUp, currency) : null,
    entries: entries.map((entry) => entryView(entry, currency)),
  };
}

export const stepPreviewView = ({ currency, ...preview }: Previewed<StepFigures>) => ({
  __typename: 'ClaimStepPreview',
  before: preview.before && claimFigures(preview.before, currency),
  after: claimFigures(preview.after, currency),
  needsSecondPerson: preview.needsSecondPerson,
  payees: payeesView(preview.payees, currency),
  recovery: preview.recovery && recoveryChange(preview.recovery, currency),
  ledger: preview.journals.map(plannedJournalView),
  token: preview.token,
});
