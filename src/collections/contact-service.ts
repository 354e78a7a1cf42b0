import { type Transaction, tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { CollectionContact, Loan } from '../entities/index.js';
import { type Clock, type FieldIssue, invariant, issue, type Outcome, outcomeOf } from '../kernel/index.js';
import type { Viewer } from '../partners/viewer.js';
import { readPolicy } from '../policies/policy-rows.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { type CollectionCommand, type CollectionRecorder, checkNote, refuseIssues } from './collection-recorder.js';
import { partiesOf, rowsOfLoans } from './collection-rows.js';
import { breachOf, type ContactBreach, type ContactChannel } from './contact-rules.js';
import { raiseWarnings } from './warnings.js';

export interface ContactServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly recorder: CollectionRecorder;
  readonly catalogue: { terms(productVersionId: string): Promise<ProductTerms> };
}

export interface ContactInput {
  readonly policy: string;
  readonly channel: ContactChannel;
  readonly outcome: string;
  readonly contactedAt: Date;
  readonly note: string | null;
}

export interface ContactQuestion {
  readonly policy: string;
  readonly channel: ContactChannel;
  /** Now when null. */
  readonly at: Date | null;
}

const OLDEST_CONTACT_MS = 366 * 86_400_000;

function checkTime(contactedAt: Date, at: Date): FieldIssue[] {
  if (contactedAt.getTime() > at.getTime()) return [issue('contactedAt', 'DATE_IN_FUTURE', 'must not lie ahead')];
  if (contactedAt.getTime() >= at.getTime() - OLDEST_CONTACT_MS) return [];
  return [issue('contactedAt', 'OUT_OF_RANGE', 'must be within the last year')];
}

/** Contacts with people who are behind, against the hours and the frequency their product allows. */
export class ContactService {
  constructor(private readonly options: ContactServiceOptions) {}

  /** A contact that has been made. One that broke the product's rules is recorded as what it is, and raises a warning. */
  record(command: CollectionCommand, input: ContactInput): Promise<Outcome<CollectionContact>> {
    const { policy, channel, outcome, contactedAt, note } = input;
    const operation = 'collectionContactRecord';
    const keyed = { ...input, contactedAt: contactedAt.toISOString() };
    const what = { table: 'collection_contact', kind: 'collectionContact', operation, policy, input: keyed } as const;
    return this.options.recorder.record(command, what, async ({ tx, loan, at }, id) => {
      refuseIssues([...checkNote(note), ...checkTime(contactedAt, at)]);
      const breach = (await this.breach(tx, loan, { channel, at: contactedAt })) ?? null;
      if (breach) await raiseWarnings(tx, [{ loan, kind: 'CONTACT_RULE_BROKEN', about: id }], { at, cause: operation });
      const madeBy = command.viewer.keyId;
      const row = { id, ...partiesOf(loan), channel, outcome, contactedAt, breach, note, madeBy, recordedAt: at };
      const payload = { channel, outcome, breach };
      return { row, event: { kind: 'collection.contacted', subjectKind: 'collectionContact', subjectId: id, payload } };
    });
  }

  /** Which rule of the product a contact would break; null when none. */
  async check(viewer: Viewer, question: ContactQuestion): Promise<Outcome<ContactBreach | null>> {
    const { units, clock, recorder } = this.options;
    const { policy, channel, at } = question;
    return outcomeOf(() =>
      units.run(tenantScope(viewer.organisationId), async (tx) => {
        const loan = await recorder.loanOf(tx, policy);
        return (await this.breach(tx, loan, { channel, at: at ?? clock.now() })) ?? null;
      }),
    );
  }

  private async breach(
    tx: Transaction,
    loan: Loan,
    { channel, at }: { readonly channel: ContactChannel; readonly at: Date },
  ): Promise<ContactBreach | undefined> {
    const policy = await readPolicy(tx, loan.policyId);
    invariant(policy, `loan ${loan.id} has its policy`);
    const { collections } = await this.options.catalogue.terms(policy.productVersionId);
    const contacts = await rowsOfLoans(tx, 'collection_contact', [loan.id]);
    const earlier = contacts.map(({ contactedAt }) => contactedAt);
    return breachOf({ channel, at, timeZone: loan.timeZone, earlier }, collections);
  }
}
