import type { TestApi } from './api.js';
import { fingerprint } from './fingerprint.js';

const SHARES = 'costs { amount } insurer { amount } lender { amount } obligor { amount }';
const CLAIM_FIGURES =
  'status outcome indemnity { amount } approved { amount } paid { amount } overpaid { amount } reserved { amount }';
const RECOVERY_FIGURES = `status indemnity { amount } uncompensated { amount } received { amount } costs { amount }
  costsPayable { amount } missing { amount } shares { ${SHARES} }`;
const ENTRY = `kind amount { amount } costs { amount } costKind shares { ${SHARES} } investors { reference share amount { amount } }`;
const LEDGER = 'kind bookedOn reverses postings { account { code } debit { amount } credit { amount } }';
const PAYEES = 'role reference organisationId share amount { amount }';
const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const PREVIEW = `__typename ... on ClaimStepPreview { token needsSecondPerson before { ${CLAIM_FIGURES} } after { ${CLAIM_FIGURES} }
  payees { ${PAYEES} } ledger { ${LEDGER} }
  recovery { before { ${RECOVERY_FIGURES} isInsurerWhole } after { ${RECOVERY_FIGURES} isInsurerWhole } change { ${SHARES} } writeOff { amount }
    entries { ${ENTRY} } } } ${PROBLEM}`;
const AS_IT_IS = `query ($policy: ID!) { policy(id: $policy) { ledger { id ${LEDGER} }
  claims { id ${CLAIM_FIGURES} handling { proposal { outcome approved { amount } } } payments { id payees { ${PAYEES} } }
    recovery { id ${RECOVERY_FIGURES} receipts { id ${ENTRY} } } } } }`;
const FORGED = '0'.repeat(32);

interface Identified {
  readonly id: string;
}
interface Line {
  readonly kind: string;
  readonly postings: readonly {
    readonly account: { readonly code: string };
    readonly debit: { readonly amount: string } | null;
    readonly credit: { readonly amount: string } | null;
  }[];
}

/** Rows that are new, without what only they have. */
const news = <Row extends Identified>(before: readonly Row[], after: readonly Row[]): Omit<Row, 'id'>[] =>
  after.filter(({ id }) => !before.some((known) => known.id === id)).map(({ id: _, ...row }) => row);

/** Journals as lines to read: the kind, then each account with its amount, debit above zero. */
export const booked = (ledger: readonly Line[]): string[][] =>
  ledger.map(({ kind, postings }) => [
    kind,
    ...postings.map(({ account, debit, credit }) => `${account.code} ${debit?.amount ?? `-${credit?.amount}`}`),
  ]);

/** Steps of the claims of one policy, looked at first. */
export class LookedAtSteps {
  private keys = 0;

  constructor(
    private readonly api: TestApi,
    readonly policy: string,
  ) {}

  written = () => fingerprint(this.api.testDatabase.unitOfWork);

  /** The policy's books and claims, oldest first, as somebody sees them. */
  async asItIs(key: string) {
    return (await this.api.data(key, AS_IT_IS, { policy: this.policy })).policy;
  }

  async recovery(): Promise<{ readonly id: string; readonly receipts: readonly Identified[] }> {
    return (await this.asItIs('claims')).claims.at(-1).recovery;
  }

  async preview(key: string, name: string, input: object) {
    const query = `query ($input: ${inputType(name)}) { ${name}Preview(input: $input) { ${PREVIEW} } }`;
    return (await this.api.data(key, query, { input }))[`${name}Preview`];
  }

  async commit(key: string, name: string, input: object, token?: string) {
    const [variable, argument] = token === undefined ? ['', ''] : [', $token: String', ', token: $token'];
    const mutation = `mutation ($key: String!, $input: ${inputType(name)}${variable}) {
      ${name}(idempotencyKey: $key, input: $input${argument}) { __typename ${PROBLEM} } }`;
    this.keys += 1;
    return (await this.api.data(key, mutation, { key: `step-${this.keys}`, input, token }))[name];
  }

  /**
   * Looks at a step and takes it with the token: what it leaves and books is what was shown, with the names that claim,
   * recovery and books have for it. A look, and a step with the token of other figures, write nothing.
   */
  async lookAndTake(key: string, name: string, input: object) {
    const untouched = await this.written();
    const shown = await this.preview(key, name, input);
    expect(shown).toMatchObject({ __typename: 'ClaimStepPreview' });
    expect(await this.preview(key, name, input)).toEqual(shown);
    expect(await this.commit(key, name, input, FORGED)).toMatchObject({ code: 'STATE_CONFLICT' });
    expect(await this.written()).toEqual(untouched);
    const was = await this.asItIs(key);
    expect(await this.commit(key, name, input, shown.token)).not.toHaveProperty('code');
    const is = await this.asItIs(key);
    const { id, payments, recovery, handling, ...figures } = is.claims.at(-1);
    const earlier = was.claims.find((known: Identified) => known.id === id);
    if (shown.needsSecondPerson) {
      expect([figures, is.ledger, recovery]).toEqual([shown.before, was.ledger, earlier.recovery]);
      const { outcome, approved } = shown.after;
      expect(handling.proposal).toEqual({ outcome, approved });
      return shown;
    }
    expect(figures).toEqual(shown.after);
    expect(news(was.ledger, is.ledger)).toEqual(shown.ledger);
    const receipts = news(earlier?.recovery?.receipts ?? [], recovery?.receipts ?? []);
    expect(receipts).toEqual(shown.recovery?.entries ?? []);
    if (shown.recovery) {
      const { isInsurerWhole: _, ...after } = shown.recovery.after;
      expect(recovery).toMatchObject(after);
    }
    const paid = news<Identified & { payees: object[] }>(earlier?.payments ?? [], payments);
    expect(paid.flatMap(({ payees }) => payees)).toEqual(shown.payees);
    return { ...shown, claim: id };
  }
}

const inputType = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
