import { type RepaymentSchedule, repaymentSchedule } from '../finance/schedule.js';
import { decimal } from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';

/** The repayment schedule of an insured loan: monthly, the first period as long as the dates say (KEEP). */
export function loanSchedule(loan: LoanRequest): RepaymentSchedule {
  return repaymentSchedule({
    principalMinor: loan.principalMinor,
    annualRate: decimal(loan.annualRate),
    instalments: loan.instalments,
    method: loan.method,
    disbursedOn: loan.disbursedOn,
    firstDueOn: loan.firstDueOn,
    oddFirstPeriod: 'KEEP',
    ...(loan.balloonMinor === undefined ? {} : { residualMinor: loan.balloonMinor }),
  });
}
