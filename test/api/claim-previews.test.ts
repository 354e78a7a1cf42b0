import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { coInsurers } from '../support/co-insurers.js';
import { expectInvariants } from '../support/invariants.js';
import { usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';
import { booked, LookedAtSteps } from '../support/step-previews.js';

let api: TestApi;
let steps: LookedAtSteps;
let claim: string;
let recovery: string;
let first: string;
let second: string;
let junior: string;

const money = (amount: string) => ({ amount });
const decision = (amount: string) => ({
  claim,
  outcome: 'PARTLY_APPROVED',
  approved: usd(amount),
  reason: 'A payment was overlooked',
});

/** Claims above 1,100.00 need two persons; nobody decides more than 2,000.00. */
async function setAuthority(): Promise<void> {
  const owner = await api.testDatabase.database.pool.connect();
  await owner.query(
    `BEGIN; SELECT set_config('app.scope', 'system', true); ALTER TABLE product_version DISABLE TRIGGER USER`,
  );
  await owner.query(
    `UPDATE product_version SET terms = jsonb_set(jsonb_set(terms, '{authority,claims}',
       '[{"level": 1, "upToMinor": "50000"}, {"level": 3, "upToMinor": "200000"}]'), '{authority,claimsTwoPersonsAboveMinor}', '"110000"')`,
  );
  await owner.query('ALTER TABLE product_version ENABLE TRIGGER USER; COMMIT');
  owner.release();
}

const keyOf = async (authorityLevel: number): Promise<string> =>
  (
    await api.data(
      'operator',
      `mutation ($organisation: ID!, $level: Int!) { apiKeyCreate(input: {
         organisation: $organisation, role: INSURER_CLAIMS, name: "desk", authorityLevel: $level }) { token } }`,
      { organisation: SANDBOX_IDS.northwind, level: authorityLevel },
    )
  ).apiKeyCreate.token;

async function upload(name: string): Promise<string> {
  const response = await fetch(`${api.url}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.keys.lender}`, 'content-type': 'application/pdf', 'x-file-name': name },
    body: `%PDF-1.7\n${name}\n%%EOF\n`,
  });
  return ((await response.json()) as { id: string }).id;
}

async function giveEvidence(): Promise<void> {
  const checklist = 'query ($id: ID!) { claim(id: $id) { checklist { kind required } } }';
  for (const { kind, required } of (await api.data('lender', checklist, { id: claim })).claim.checklist) {
    if (required) await steps.commit('lender', 'claimEvidenceAdd', { claim, kind, document: await upload(kind) });
  }
}

/**
 * A loan of 1,200.00 USD that is never paid, held 3:1 by two investors. Of its cover Northwind leads 69.475 % and cedes 40 % of
 * that to reinsurers; Alder and Cedar follow.
 */
beforeAll(async () => {
  api = await startApi();
  await coInsurers(api);
  await setAuthority();
  await api.data(
    'underwriter',
    `mutation { treatyCreate(idempotencyKey: "t", input: {
       reinsurer: "Lakeside Re", share: "0.4", cedingCommission: "0.3", fromOn: "2026-01-01" }) { __typename } }`,
  );
  const policy = await activePolicy(api, 'LOOK-1');
  await api.data(
    'merchant',
    `mutation ($policy: ID!) { policyInvestorsSet(idempotencyKey: "i", input: { policy: $policy, investors: [
       { reference: "INV-1", share: "0.75" }, { reference: "INV-2", share: "0.25" }] }) { __typename } }`,
    { policy },
  );
  await api.data('operator', 'mutation { sandboxClockAdvance(days: 121) { now } }');
  steps = new LookedAtSteps(api, policy);
  claim = (await steps.asItIs('claims')).claims[0].id;
  [first, second, junior] = [await keyOf(3), await keyOf(3), await keyOf(1)];
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

describe('a claim that is looked at before each step', () => {
  it('gives up its reserve when it is withdrawn, and has it again when it is submitted', async () => {
    const withdrawn = await steps.lookAndTake('lender', 'claimWithdraw', { claim });
    expect(withdrawn).toMatchObject({
      before: { status: 'EVIDENCE_PENDING', reserved: money('1117.67') },
      after: { status: 'WITHDRAWN', reserved: money('0.00') },
      needsSecondPerson: false,
      recovery: null,
    });
    // The lender reads the books of every insurer of its loan, and nothing of what they cede.
    expect(booked(withdrawn.ledger)).toEqual([
      ['LOSS_RESERVED', 'CLAIMS_INCURRED -1117.67', 'LOSS_RESERVE 1117.67'],
      ['LOSS_CO_INSURED', 'LOSS_RESERVE -341.17', 'CLAIMS_INCURRED 341.17'],
      ['LOSS_CO_INSURED', 'LOSS_RESERVE 242.65', 'CLAIMS_INCURRED -242.65'],
      ['LOSS_CO_INSURED', 'LOSS_RESERVE 98.52', 'CLAIMS_INCURRED -98.52'],
    ]);
    const submitted = await steps.lookAndTake('lender', 'claimSubmit', { policy: steps.policy });
    expect(submitted).toMatchObject({
      before: null,
      after: { status: 'EVIDENCE_PENDING', indemnity: money('1117.67'), approved: null, reserved: money('1117.67') },
    });
    claim = submitted.claim;
  });

  it('is reserved lower for as long as other cover is declared', async () => {
    const other = { insurer: 'Elsewhere', policyNumber: 'E-1', sumInsured: usd('1200.00') };
    const shared = await steps.lookAndTake('lender', 'claimOtherInsuranceDeclare', { claim, otherInsurance: [other] });
    expect(shared.after).toMatchObject({ indemnity: money('547.30'), reserved: money('547.30') });
    expect(booked(shared.ledger)[0]).toEqual(['LOSS_RESERVED', 'CLAIMS_INCURRED -570.37', 'LOSS_RESERVE 570.37']);
    const alone = await steps.lookAndTake('claims', 'claimOtherInsuranceDeclare', { claim, otherInsurance: [] });
    expect(alone.after).toMatchObject({ indemnity: money('1117.67'), reserved: money('1117.67') });
  });

  it('is decided by two persons: the first sees what the second will book', async () => {
    const input = { claim, outcome: 'APPROVED' };
    expect(await steps.preview(first, 'claimDecide', input)).toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: 'outcome', code: 'EVIDENCE_MISSING' }],
    });
    await giveEvidence();
    const proposed = await steps.lookAndTake(first, 'claimDecide', input);
    expect(proposed).toMatchObject({
      needsSecondPerson: true,
      before: { status: 'UNDER_REVIEW', approved: null },
      after: { status: 'DECIDED', outcome: 'APPROVED', approved: money('1117.67'), reserved: money('1117.67') },
    });
    expect(booked(proposed.ledger)).toEqual([
      ['LOSS_RESERVED', 'CLAIMS_INCURRED -1117.67', 'LOSS_RESERVE 1117.67'],
      ['LOSS_CO_INSURED', 'LOSS_RESERVE -341.17', 'CLAIMS_INCURRED 341.17'],
      ['CEDED_LOSS', 'REINSURANCE_RECOVERABLE -310.60', 'CEDED_CLAIMS 310.60'],
      ['CLAIM_APPROVED', 'CLAIMS_INCURRED 1117.67', 'CLAIMS_PAYABLE -1117.67'],
      ['LOSS_CO_INSURED', 'CLAIMS_PAYABLE 341.17', 'CLAIMS_INCURRED -341.17'],
      ['CEDED_LOSS', 'REINSURANCE_RECOVERABLE 310.60', 'CEDED_CLAIMS -310.60'],
    ]);
    const untouched = await steps.written();
    for (const [key, code] of [
      [first, 'SECOND_PERSON_REQUIRED'],
      [junior, 'AUTHORITY_EXCEEDED'],
    ] as const) {
      const refused = await steps.preview(key, 'claimDecide', input);
      expect(refused).toEqual(await steps.commit(key, 'claimDecide', input));
      expect(refused.code).toBe(code);
    }
    // What the first was shown waits; what the second is shown does not, so their tokens differ.
    expect(await steps.commit(second, 'claimDecide', input, proposed.token)).toMatchObject({ code: 'STATE_CONFLICT' });
    expect(await steps.written()).toEqual(untouched);
    const decided = await steps.lookAndTake(second, 'claimDecide', input);
    expect(decided).toMatchObject({ needsSecondPerson: false, after: proposed.after, ledger: proposed.ledger });
  });

  it('reverses what was approved when it is reopened, and a stale look decides nothing', async () => {
    const reopened = await steps.lookAndTake(first, 'claimReopen', { claim, reason: 'A payment turned up' });
    expect(reopened.after).toMatchObject({
      status: 'REOPENED',
      outcome: null,
      approved: null,
      reserved: money('1117.67'),
    });
    expect(booked(reopened.ledger).filter(([kind]) => !/CO_INSURED|CEDED/.test(kind ?? ''))).toEqual([
      ['CLAIM_APPROVAL_REVERSED', 'CLAIMS_INCURRED -1117.67', 'CLAIMS_PAYABLE 1117.67'],
      ['LOSS_RESERVED', 'CLAIMS_INCURRED 1117.67', 'LOSS_RESERVE -1117.67'],
    ]);
    const seen = await steps.preview(first, 'claimDecide', decision('1000.00'));
    const repayment = {
      policy: steps.policy,
      sequence: 1,
      effectiveOn: '2026-07-01',
      repayment: { amount: usd('50.00') },
    };
    await api.data('lender', 'mutation ($input: LoanReportBatchInput!) { loanReport(input: $input) { accepted } }', {
      input: { reports: [repayment] },
    });
    const untouched = await steps.written();
    expect(await steps.commit(first, 'claimDecide', decision('1000.00'), seen.token)).toMatchObject({
      code: 'STATE_CONFLICT',
    });
    expect(await steps.written()).toEqual(untouched);
    const now = await steps.preview(first, 'claimDecide', decision('1000.00'));
    expect(now.after).toMatchObject({ indemnity: money('1072.67'), approved: money('1000.00') });
    // Below 1,100.00 by now: one person is enough.
    const decided = await steps.lookAndTake(first, 'claimDecide', decision('1000.00'));
    expect(decided.ledger).toEqual(now.ledger);
    expect(booked(decided.ledger)[3]).toEqual(['CLAIM_APPROVED', 'CLAIMS_INCURRED 1000.00', 'CLAIMS_PAYABLE -1000.00']);
  });

  it('shares its recovery again with a cost and a correction, investors and insurers included', async () => {
    await steps.commit(first, 'claimPay', { claim, paidOn: '2026-07-01', reference: 'W-1' });
    recovery = (await steps.recovery()).id;
    const receipt = { recovery, reference: 'IN-1', receivedOn: '2026-07-01', amount: usd('1100.00') };
    await steps.commit('lender', 'recoveryRecord', receipt);
    const bill = { recovery, kind: 'COURT', reference: 'BILL-1', incurredOn: '2026-07-01', amount: usd('50.00') };
    const billed = await steps.lookAndTake(first, 'recoveryCostRecord', bill);
    expect(billed.recovery).toMatchObject({
      before: { costsPayable: money('0.00'), shares: { lender: money('100.00') } },
      after: { status: 'RECOVERED', costsPayable: money('50.00'), isInsurerWhole: true },
      change: { costs: money('50.00'), insurer: money('0.00'), lender: money('-50.00'), obligor: money('0.00') },
      entries: [
        {
          kind: 'COST',
          costKind: 'COURT',
          investors: [
            { reference: 'INV-1', amount: money('-37.50') },
            { reference: 'INV-2', amount: money('-12.50') },
          ],
        },
      ],
    });
    expect(booked(billed.ledger)).toEqual([
      ['RECOVERY_COST_BILLED', 'RECOVERY_COSTS 50.00', 'RECOVERY_COSTS_PAYABLE -50.00'],
      ['RECOVERY_CORRECTED', 'RECOVERY_COSTS -50.00', 'DUE_TO_LENDER 50.00'],
      ['RECOVERY_CO_INSURED', 'RECOVERY_COSTS -15.26', 'CO_INSURANCE_DUE 15.26'],
      ['RECOVERY_CO_INSURED', 'RECOVERY_COSTS 15.26', 'CO_INSURANCE_DUE -15.26'],
    ]);
    const [wrong] = (await steps.recovery()).receipts;
    const replacement = { reference: 'IN-1a', receivedOn: '2026-07-01', amount: usd('110.00') };
    const correction = { recovery, receipt: wrong?.id, reason: 'Typed wrong', replacement };
    const corrected = await steps.lookAndTake(first, 'recoveryCorrect', correction);
    expect(corrected).toMatchObject({ before: { status: 'CLOSED' }, after: { status: 'CLOSED' } });
    expect(corrected.recovery).toMatchObject({
      before: { status: 'RECOVERED', received: money('1100.00') },
      after: { status: 'IN_COLLECTION', received: money('110.00'), isInsurerWhole: false },
      change: { costs: money('0.00'), insurer: money('-940.00'), lender: money('-50.00') },
      entries: [
        { kind: 'REVERSAL', shares: { insurer: money('-1000.00'), lender: money('-50.00') } },
        { kind: 'RECEIPT', shares: { costs: money('50.00'), insurer: money('60.00'), lender: money('0.00') } },
      ],
    });
    expect(booked(corrected.ledger)).toEqual([
      [
        'RECOVERY_CORRECTED',
        'CASH_CLEARING -1100.00',
        'RECOVERY_COSTS 50.00',
        'RECOVERY_INCOME 1000.00',
        'DUE_TO_LENDER 50.00',
      ],
      ['RECOVERY_CO_INSURED', 'RECOVERY_INCOME -305.25', 'RECOVERY_COSTS -15.26', 'CO_INSURANCE_DUE 320.51'],
      ['CEDED_RECOVERY', 'CEDED_RECOVERIES -277.90', 'REINSURANCE_PAYABLE 277.90'],
      ['RECOVERY_RECEIVED', 'CASH_CLEARING 110.00', 'RECOVERY_COSTS -50.00', 'RECOVERY_INCOME -60.00'],
      ['RECOVERY_CO_INSURED', 'RECOVERY_INCOME 18.32', 'RECOVERY_COSTS 15.26', 'CO_INSURANCE_DUE -33.58'],
      ['CEDED_RECOVERY', 'CEDED_RECOVERIES 16.67', 'REINSURANCE_PAYABLE -16.67'],
    ]);
  });

  it('shows what a write-off gives up, and books nothing for it', async () => {
    const given = { recovery, code: 'UNTRACEABLE', reason: 'Moved away' };
    const shown = await steps.lookAndTake(first, 'recoveryWriteOff', given);
    expect(shown.recovery).toMatchObject({
      before: { status: 'IN_COLLECTION', missing: money('1131.86') },
      after: { status: 'WRITTEN_OFF', missing: money('1131.86') },
      writeOff: money('940.00'),
      entries: [],
    });
    expect(shown.ledger).toEqual([]);
  });

  it('asks back what a lower decision leaves too much, and takes it from who got it', async () => {
    await steps.lookAndTake(first, 'claimReopen', { claim, reason: 'More payments turned up' });
    const lower = await steps.lookAndTake(first, 'claimDecide', decision('50.00'));
    expect(lower).toMatchObject({
      before: { status: 'REOPENED', paid: money('1000.00'), reserved: money('72.67') },
      after: { paid: money('50.00'), overpaid: money('950.00'), reserved: money('0.00') },
      recovery: {
        after: { status: 'RECOVERED', indemnity: money('50.00'), isInsurerWhole: true },
        change: { costs: money('0.00'), insurer: money('-10.00'), lender: money('10.00'), obligor: money('0.00') },
        entries: [{ kind: 'REALLOCATION', investors: [{ amount: money('7.50') }, { amount: money('2.50') }] }],
      },
    });
    expect(booked(lower.ledger).filter(([kind]) => !/CO_INSURED|CEDED/.test(kind ?? ''))).toEqual([
      ['LOSS_RESERVED', 'CLAIMS_INCURRED -72.67', 'LOSS_RESERVE 72.67'],
      ['CLAIM_OVERPAID', 'CLAIM_REFUNDS_DUE 950.00', 'CLAIMS_INCURRED -950.00'],
      ['RECOVERY_CORRECTED', 'RECOVERY_INCOME 10.00', 'DUE_TO_LENDER -10.00'],
    ]);
    const back = { claim, amount: usd('200.00'), paidOn: '2026-07-01', reference: 'BACK-1' };
    const returned = await steps.lookAndTake(first, 'claimOverpaymentReturn', back);
    expect(returned).toMatchObject({
      after: { paid: money('50.00'), overpaid: money('750.00') },
      payees: [
        { role: 'INVESTOR', reference: 'INV-1', amount: money('-150.00') },
        { role: 'INVESTOR', reference: 'INV-2', amount: money('-50.00') },
      ],
      recovery: null,
    });
    expect(booked(returned.ledger)).toEqual([
      ['CLAIM_OVERPAYMENT_RETURNED', 'CASH_CLEARING 200.00', 'CLAIM_REFUNDS_DUE -200.00'],
      ['LOSS_CO_INSURED', 'CLAIM_REFUNDS_DUE 61.05', 'CO_INSURANCE_DUE -61.05'],
    ]);
  });
});
