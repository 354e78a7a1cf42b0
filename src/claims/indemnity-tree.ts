import { invariant } from '../kernel/index.js';
import type { AssessedFigure, StoredAssessment } from './assessment.js';

/** Where a figure comes from. */
export type FigureOrigin = 'FEED' | 'LOAN_CONTRACT' | 'PRODUCT' | 'LAW' | 'POLICY' | 'HANDLER' | 'DECLARED' | 'SUM';

/** One figure of the indemnity. Children add up to their parent; deductions are below zero. */
export interface IndemnityNode {
  /** Unique within the tree: the path of codes from the root, e.g. `INDEMNITY.COVERED_LOSS.INTEREST`. */
  readonly id: string;
  readonly parent: string | null;
  /** The rule, SCREAMING_CASE. */
  readonly code: string;
  readonly minor: bigint;
  readonly origin: FigureOrigin;
  /** The figures in words. */
  readonly formula: string;
  /** The rule in words, or the clause it follows. */
  readonly source: string;
  /** What it was computed from, each with the record it was read from. */
  readonly inputs: readonly AssessedFigure[];
}

interface Branch {
  readonly code: string;
  readonly source: string;
  readonly children: readonly (Branch | Leaf)[];
}

interface Leaf {
  readonly step: string;
  readonly origin: FigureOrigin;
  readonly inputs: readonly string[];
}

const leaf = (step: string, origin: FigureOrigin, ...inputs: string[]): Leaf => ({ step, origin, inputs });

// Every step of finance/indemnity has its place here; a test compares.
const SHAPE: Branch = {
  code: 'INDEMNITY',
  source: 'what the insurer owes',
  children: [
    {
      code: 'COVERED_LOSS',
      source: 'the insured loss after recoveries and collateral',
      children: [
        leaf('OUTSTANDING_PRINCIPAL', 'FEED', 'triggeredOn', 'outstandingPrincipalMinor'),
        {
          code: 'INTEREST',
          source: 'interest up to the trigger, at most at the legal rate',
          children: [
            leaf('UNPAID_INTEREST', 'FEED', 'triggeredOn', 'unpaidInterestMinor'),
            leaf('ACCRUED_INTEREST', 'LOAN_CONTRACT', 'notDuePrincipalMinor', 'annualRate', 'lastDueOn', 'triggeredOn'),
            leaf('INTEREST_CAP', 'LAW', 'annualRate', 'interestCapAnnual'),
          ],
        },
        leaf('RECOVERED_BY_LENDER', 'FEED'),
        leaf('NET_COLLATERAL', 'HANDLER', 'netCollateralMinor'),
      ],
    },
    {
      code: 'LENDER_RETENTION',
      source: 'what the lender keeps of the covered loss',
      children: [
        leaf('DEDUCTIBLE', 'PRODUCT', 'deductible'),
        leaf('INSURED_PERCENTAGE', 'POLICY', 'insuredPercentage', 'insures'),
      ],
    },
    leaf('OTHER_INSURANCE', 'DECLARED', 'otherSumInsuredMinor'),
    leaf('REMAINING_SUM_INSURED', 'POLICY', 'remainingSumInsuredMinor'),
  ],
};

type Stored = Pick<StoredAssessment, 'steps' | 'inputs'>;

/** The nodes under a branch, each before its children; a branch with nothing under it is absent. */
function nodesOf(shape: Branch | Leaf, parent: string | null, stored: Stored): IndemnityNode[] {
  if ('step' in shape) {
    const step = stored.steps.find(({ code }) => code === shape.step);
    if (!step) return [];
    const { code, minor, formula, source } = step;
    const inputs = stored.inputs.filter(({ name }) => shape.inputs.includes(name));
    return [
      { id: `${parent}.${code}`, parent, code, minor: BigInt(minor), origin: shape.origin, formula, source, inputs },
    ];
  }
  const { code, source } = shape;
  const id = parent === null ? code : `${parent}.${code}`;
  const below = shape.children.flatMap((child) => nodesOf(child, id, stored));
  const children = below.filter((node) => node.parent === id);
  if (children.length === 0) return [];
  const minor = children.reduce((sum, child) => sum + child.minor, 0n);
  // The computation itself puts the last sum into words.
  const said = stored.steps.find((step) => step.code === code)?.formula;
  const formula = said ?? children.map((child) => child.code).join(' + ');
  return [{ id, parent, code, minor, origin: 'SUM', formula, source, inputs: [] }, ...below];
}

/**
 * A stored assessment as a tree, the root first and every parent before its children. Exact: the children of a node add
 * up to it, and the root is the indemnity.
 */
export function indemnityTree(stored: StoredAssessment): readonly IndemnityNode[] {
  const nodes = nodesOf(SHAPE, null, stored);
  const [root] = nodes;
  invariant(
    root?.minor === BigInt(stored.indemnityMinor),
    `the steps of an assessment add up to ${root?.minor} instead of ${stored.indemnityMinor}`,
  );
  return nodes;
}
