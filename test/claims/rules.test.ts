import { assess, storedAssessment } from '../../src/claims/assessment.js';
import { type MachineFile, machineChecks } from '../../src/claims/automatic-decision.js';
import { itemState, requirementsOf } from '../../src/claims/checklist.js';
import { beginDeadline, type Deadlines, endDeadline, noticeOf } from '../../src/claims/deadlines.js';
import { indemnityTree } from '../../src/claims/indemnity-tree.js';
import { calendarDate as day } from '../../src/kernel/index.js';
import { RULES, TERMS } from './fixture.js';

describe('requirementsOf', () => {
  const rules = RULES.shop ?? { evidence: [] };
  const kinds = (evidence: Parameters<typeof requirementsOf>[1]['evidence']) =>
    requirementsOf(rules, { evidence }).map(({ kind, required, askedBy }) => [kind, required, askedBy]);

  it('is what the scenario asks when the product says nothing', () => {
    expect(kinds([])).toEqual([
      ['LOAN_AGREEMENT', true, 'SCENARIO'],
      ['OVERDUE_STATEMENT', true, 'SCENARIO'],
      ['DUNNING_NOTICE', false, 'SCENARIO'],
    ]);
  });

  it('follows the product where it asks for more or less', () => {
    const evidence = [
      { kind: 'PHOTO', label: 'Photo of the goods', ask: 'OPTIONAL' as const },
      { kind: 'DUNNING_NOTICE', label: null, ask: 'REQUIRED' as const },
      { kind: 'LOAN_AGREEMENT', label: null, ask: 'NOT_ASKED' as const },
      { kind: 'NEVER', label: null, ask: 'NOT_ASKED' as const },
    ];
    expect(kinds(evidence)).toEqual([
      ['OVERDUE_STATEMENT', true, 'SCENARIO'],
      ['DUNNING_NOTICE', true, 'PRODUCT'],
      ['PHOTO', false, 'PRODUCT'],
    ]);
    const [, dunning, photo] = requirementsOf(rules, { evidence });
    expect([dunning?.label, photo?.label]).toEqual(['Reminders', 'Photo of the goods']);
  });

  it.each([
    [[], 'MISSING'],
    [['INFECTED'], 'REFUSED'],
    [['INFECTED', 'PENDING'], 'SCANNING'],
    [['PENDING', 'CLEAN'], 'PROVIDED'],
  ])('counts files %j as %s', (states, expected) => {
    expect(itemState(states)).toBe(expected);
  });
});

describe('deadlines', () => {
  const begin = () => beginDeadline([], { kind: 'DECISION', on: day('2026-01-30'), days: 30, warningDays: 3 });
  const told = (deadlines: Deadlines, on: string) => noticeOf(deadlines.all, day(on), 3);

  it('warns once, says once that it was missed, and is then silent', () => {
    const begun = begin();
    expect(begun).toEqual({
      all: [{ kind: 'DECISION', startedOn: '2026-01-30', dueOn: '2026-03-01', state: 'RUNNING', endedOn: null }],
      noticeOn: '2026-02-26',
    });
    expect(told(begun, '2026-02-25')).toBeUndefined();
    const warned = told(begun, '2026-02-26');
    expect(warned).toMatchObject({ kind: 'APPROACHING', noticeOn: '2026-03-02', deadline: { dueOn: '2026-03-01' } });
    expect(told(warned as Deadlines, '2026-03-01')).toBeUndefined();
    const missed = told(warned as Deadlines, '2026-03-02');
    expect(missed).toMatchObject({ kind: 'MISSED', noticeOn: null });
    expect(told(missed as Deadlines, '2026-03-03')).toBeUndefined();
  });

  it('says at once that it was missed when nobody looked in between', () => {
    expect(told(begin(), '2026-04-01')).toMatchObject({ kind: 'MISSED' });
  });

  it.each([
    ['2026-03-01', 'DONE', 'MET'],
    ['2026-03-02', 'DONE', 'MISSED'],
    ['2026-03-02', 'DROPPED', 'DROPPED'],
  ] as const)('ended on %s as %s is %s', (on, how, state) => {
    expect(endDeadline(begin().all, day(on), how)).toMatchObject({ all: [{ state, endedOn: on }], noticeOn: null });
  });

  it('warns from the first day when the period is shorter than the warning', () => {
    const short = beginDeadline([], { kind: 'PAYMENT', on: day('2026-01-30'), days: 1, warningDays: 5 });
    expect(short.noticeOn).toBe('2026-01-30');
  });
});

describe('machineChecks', () => {
  const paid = {
    dueOn: '2026-01-01',
    principalMinor: 1n,
    interestMinor: 1n,
    paidPrincipalMinor: 1n,
    paidInterestMinor: 1n,
  };
  const file: MachineFile = {
    limitMinor: '50000',
    indemnityMinor: 50_000n,
    currency: 'EUR',
    instalments: [paid],
    isSecured: false,
    otherInsurance: [],
    hasEarlierClaim: false,
  };
  const failed = (change: Partial<MachineFile>) =>
    machineChecks({ ...file, ...change }).flatMap(({ code, passed }) => (passed ? [] : [code]));

  it.each<[string, Partial<MachineFile>, string[]]>([
    ['an ordinary small claim', {}, []],
    ['a cent more', { indemnityMinor: 50_001n }, ['AMOUNT_WITHIN_LIMIT']],
    ['nothing to pay', { indemnityMinor: 0n }, ['AMOUNT_WITHIN_LIMIT']],
    [
      'a borrower who never paid',
      { instalments: [{ ...paid, paidPrincipalMinor: 0n, paidInterestMinor: 0n }] },
      ['SOMETHING_WAS_PAID'],
    ],
    ['collateral', { isSecured: true }, ['NO_COLLATERAL']],
    [
      'other cover',
      { otherInsurance: [{ insurer: 'x', policyNumber: 'y', sumInsuredMinor: '1' }] },
      ['NO_OTHER_INSURANCE'],
    ],
    ['a claim before', { hasEarlierClaim: true }, ['FIRST_CLAIM']],
  ])('looks at %s', (_name, change, expected) => {
    expect(failed(change)).toEqual(expected);
  });

  it('says the figures', () => {
    expect(machineChecks(file)[1]?.message).toBe('500.00 EUR computed, 500.00 EUR may be approved without a person');
  });
});

describe('indemnityTree', () => {
  const stored = storedAssessment(
    assess({
      loan: {
        reference: 'L-1',
        outstandingPrincipalMinor: 1_000_000n,
        terms: { annualRate: '0.3', disbursedOn: '2025-01-01' },
      },
      instalments: [
        {
          dueOn: '2025-04-01',
          principalMinor: 270_000n,
          interestMinor: 30_000n,
          paidPrincipalMinor: 0n,
          paidInterestMinor: 0n,
        },
        {
          dueOn: '2025-06-01',
          principalMinor: 730_000n,
          interestMinor: 9_000n,
          paidPrincipalMinor: 0n,
          paidInterestMinor: 0n,
        },
      ],
      policy: {
        number: 'CG-1',
        currency: 'EUR',
        insuredPercentage: '0.9',
        sumInsuredMinor: 400_000n,
        indemnityPaidMinor: 0n,
      },
      terms: { ...TERMS, interestCapAnnual: '0.24' },
      triggeredOn: day('2025-05-01'),
      netCollateralMinor: 100_000n,
      otherInsurance: [{ insurer: 'Alder', policyNumber: 'A-1', sumInsuredMinor: '100000' }],
    }),
  );
  const tree = indemnityTree(stored);

  it('has every step of the computation once, and children that add up to their parent', () => {
    const sums = new Map<string, bigint>();
    for (const { parent, minor } of tree) if (parent) sums.set(parent, (sums.get(parent) ?? 0n) + minor);
    for (const [id, sum] of sums) expect([id, sum]).toEqual([id, tree.find((node) => node.id === id)?.minor]);
    const leaves = tree.filter(({ id }) => !sums.has(id)).map(({ code }) => code);
    expect(leaves).toEqual(stored.steps.map(({ code }) => code).filter((code) => code !== 'INDEMNITY'));
    expect(leaves).toContain('OTHER_INSURANCE');
    expect(new Set(tree.map(({ id }) => id)).size).toBe(tree.length);
  });

  it('names the records its figures were read from', () => {
    expect(tree.find(({ code }) => code === 'OTHER_INSURANCE')).toMatchObject({
      id: 'INDEMNITY.OTHER_INSURANCE',
      parent: 'INDEMNITY',
      origin: 'DECLARED',
      inputs: [{ name: 'otherSumInsuredMinor', value: '100000', source: 'policy A-1 of Alder, as declared' }],
    });
    expect(tree.find(({ code }) => code === 'UNPAID_INTEREST')?.inputs.map(({ source }) => source)).toEqual([
      'oldest unpaid due date + waiting days of the product',
      'repayment feed of loan L-1',
    ]);
  });

  it('notices steps that do not add up', () => {
    expect(() => indemnityTree({ ...stored, indemnityMinor: '1' })).toThrow('add up');
  });
});
