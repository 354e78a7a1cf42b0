import type { Transaction } from '../database/unit-of-work.js';
import { takeFacts } from './fact-taking.js';
import type { ReadLine } from './loan-report.js';
import { lockLoans } from './loan-rows.js';
import { takeReversals } from './reversal-taking.js';
import { byPolicy, type LinesByPolicy, type TakenLines, type Taking } from './taken-lines.js';

/**
 * Takes lines inside the caller's transaction: locks their loans, judges each line, posts what is new. What is taken back goes
 * first, so that what is right finds the loan as though the wrong one had never been.
 */
export async function takeLines(tx: Transaction, lines: LinesByPolicy, taking: Taking): Promise<TakenLines> {
  const all = [...lines.values()].flat();
  const reversals = all.filter(({ kind }) => kind === 'REVERSED');
  if (reversals.length === 0) return takeFacts(tx, lines, taking);
  await lockLoans(tx, [...lines.keys()]);
  const back = await takeReversals(tx, byPolicy(reversals), taking);
  const facts = all.filter(({ kind }) => kind !== 'REVERSED');
  const taken = await takeFacts(tx, byPolicy(facts), taking);
  const refused = new Set(taken.rejected.map(({ index }) => index));
  const come = facts.filter(({ index }) => !refused.has(index));
  return {
    accepted: back.accepted + taken.accepted,
    waiting: back.waiting.filter((line) => !come.some((fact) => takesBack(line, fact))),
    duplicates: [...back.duplicates, ...taken.duplicates],
    rejected: [...back.rejected, ...taken.rejected],
  };
}

const takesBack = ({ policy, reversal }: ReadLine, fact: ReadLine): boolean =>
  policy === fact.policy && reversal?.reverses === String(fact.sequence);
