import { type Question, systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import { type Clock, invariant, today } from '../kernel/index.js';
import { anyOverdue, dunningOf, dunningTermsOf, type OverduePremium, overduePremiums } from '../premium/overdue.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { scenarioChangeOf } from './change-proposal.js';
import { liveClaimStatus } from './change-rows.js';
import { planTransaction } from './history/plan.js';
import { carryOut } from './history-writing.js';
import { lockLoans } from './loan-rows.js';
import { openFile } from './policy-file.js';
import { lockPolicy } from './policy-rows.js';

export interface LapseOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly catalogue: { terms(productVersionId: string): Promise<ProductTerms> };
  readonly scenarios: readonly ScenarioModule[];
}

const PAGE = 200;
const CAUSE = 'premiumUnpaid';

/**
 * Ends cover whose premium stays unpaid after the days of grace, for products whose cover lapses. Not while a claim is
 * under way or the loan is overdue: a default that began under cover keeps it. Not responsible for reminders, which the overdue premium shows.
 */
export class LapseService {
  constructor(private readonly options: LapseOptions) {}

  /** Has rows where `lapseDue` has something to do. */
  due(): Question[] {
    return anyOverdue(this.options.clock.now());
  }

  /** Ends what is due by now; answers how many policies. Running it again ends nothing more. */
  async lapseDue(): Promise<number> {
    const { units, clock } = this.options;
    let lapsed = 0;
    for (let after = ''; ; ) {
      const query = { at: clock.now(), after, limit: PAGE };
      const page = await units.run(systemScope, (tx) => overduePremiums(tx, query), { readOnly: true });
      for (const overdue of page) {
        if (!(await this.mayLapse(overdue))) continue;
        if (await units.run(systemScope, (tx) => this.lapse(tx, overdue.policyId))) lapsed += 1;
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE) return lapsed;
      after = last.policyId;
    }
  }

  private async mayLapse(overdue: OverduePremium): Promise<boolean> {
    const terms = await this.options.catalogue.terms(overdue.productVersionId);
    return dunningOf(overdue, dunningTermsOf(terms), today(this.options.clock, overdue.timeZone)).mayLapse;
  }

  /** Looks again under the locks: somebody may have paid, claimed or cancelled meanwhile. */
  private async lapse(tx: Transaction, policyId: string): Promise<boolean> {
    const { clock, catalogue, scenarios } = this.options;
    const at = clock.now();
    const [loan] = await lockLoans(tx, [policyId]);
    const policy = await lockPolicy(tx, policyId);
    const [overdue] = await overduePremiums(tx, { at, policyIds: [policyId], limit: 1 });
    if (policy?.status !== 'ACTIVE' || !overdue || !(await this.mayLapse(overdue))) return false;
    if (loan?.overdueState !== 'CURRENT' || (await liveClaimStatus(tx, policyId))) return false;
    const setting = {
      terms: (id: string) => catalogue.terms(id),
      scenarioChange: (name: string) => scenarioChangeOf(scenarios, policy, name),
    };
    const file = await openFile(tx, { policy, loan }, setting);
    const request = { change: 'LAPSE', unpaidSince: overdue.oldestDueOn } as const;
    const plan = planTransaction(file.history, request, today(clock, overdue.timeZone));
    invariant(plan.ok, `policy ${policyId} in force can lapse today`);
    await carryOut(tx, { file, plan: plan.value }, { cause: CAUSE, at, today: (zone) => today(clock, zone) });
    return true;
  }
}
