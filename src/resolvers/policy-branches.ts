import type { GraphQLResolveInfo } from 'graphql';
import { claimBranch, readClaimBranch } from '../claims/claim-branch.js';
import { loanAndScheduleBranch, loanBranch, readLoanBranch } from '../policies/loan-branch.js';
import type { BranchedPolicy, PolicyBranch, PolicyColumns, PolicyJson } from '../policies/policy-reader.js';
import { ItemSelection } from './look-ahead.js';
import type { PolicyBranches } from './views/policy-view.js';

/** What a list of policies is asked for, so that one query brings everything, and nothing besides. */
export function columnsAskedFor(info: GraphQLResolveInfo): PolicyColumns {
  const policies = new ItemSelection(info);
  const branches: PolicyBranch[] = [];
  if (policies.asksFor('claims')) branches.push(claimBranch);
  if (policies.asksFor('loan', 'schedule')) branches.push(loanAndScheduleBranch);
  else if (policies.asksFor('loan')) branches.push(loanBranch);
  const json: PolicyJson[] = [];
  if (policies.asksFor('risk')) json.push('risk');
  if (policies.asksFor('premium')) json.push('premiumLines');
  return { branches, json };
}

export function readBranches(row: BranchedPolicy, { branches }: PolicyColumns): PolicyBranches {
  const has = (branch: PolicyBranch): boolean => branches.includes(branch);
  return {
    ...(has(claimBranch) ? { claims: readClaimBranch(row[claimBranch.name], row) } : {}),
    ...(has(loanBranch) ? { loan: readLoanBranch(row[loanBranch.name]) } : {}),
    ...(has(loanAndScheduleBranch) ? { loan: readLoanBranch(row[loanAndScheduleBranch.name]) } : {}),
  };
}
