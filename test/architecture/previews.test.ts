import 'reflect-metadata';
import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { buildApiSchema } from '../../src/resolvers/index.js';
import { BUILT_IN_CODES, loadScenarios } from '../../src/scenarios/registry.js';
import { mutationsReaching } from '../support/mutation-reach.js';

/** Every mutation that can book something, and the query that shows beforehand what that would be. */
const PREVIEW_OF: Readonly<Record<string, string>> = {
  claimDecide: 'claimDecidePreview',
  claimOtherInsuranceDeclare: 'claimOtherInsuranceDeclarePreview',
  claimOverpaymentReturn: 'claimOverpaymentReturnPreview',
  claimPay: 'claimPayPreview',
  claimReopen: 'claimReopenPreview',
  claimSubmit: 'claimSubmitPreview',
  claimWithdraw: 'claimWithdrawPreview',
  coInsuranceSettle: 'coInsuranceSettlePreview',
  commissionPayout: 'commissionPayoutPreview',
  moratoriumOrder: 'moratoriumPreview',
  orderReturn: 'orderReturnPreview',
  policyActivate: 'policyActivatePreview',
  policyCancel: 'policyCancelPreview',
  policyChange: 'policyChangePreview',
  policyReinstate: 'policyReinstatePreview',
  premiumPaymentRecord: 'premiumPaymentRecordPreview',
  premiumPaymentReverse: 'premiumPaymentReversePreview',
  premiumRepay: 'premiumRepayPreview',
  recoveryCorrect: 'recoveryCorrectPreview',
  recoveryCostPay: 'recoveryCostPayPreview',
  recoveryCostRecord: 'recoveryCostRecordPreview',
  recoveryRecord: 'recoveryPreview',
  recoveryWriteOff: 'recoveryWriteOffPreview',
};

/** Why nobody looks beforehand. */
const WITHOUT: Readonly<Record<string, string>> = {
  claimEvidenceAdd: 'files a paper; what the machine makes of a complete file is the rule of the product',
  loanReport: 'says what has happened at the lender; what follows of it for the premium is the rule of the product',
  sandboxClockAdvance: 'plays a world that does not exist',
};

let schema: GraphQLSchema;
let scenarioChanges: readonly string[];
beforeAll(async () => {
  const scenarios = await loadScenarios(BUILT_IN_CODES);
  schema = await buildApiSchema(scenarios);
  scenarioChanges = scenarios.all.flatMap(({ changes }) => changes ?? []).map(({ name }) => name);
});

type Field = GraphQLField<unknown, unknown>;
const mutation = (name: string): Field | undefined => schema.getMutationType()?.getFields()[name];
const query = (name: string): Field | undefined => schema.getQueryType()?.getFields()[name];

/** The type of the token that a mutation takes, by itself or in its input. */
function tokenTaken(field: Field | undefined): string | undefined {
  for (const { name, type } of field?.args ?? []) {
    if (name === 'token') return String(type);
    const named = getNamedType(type);
    const token = isInputObjectType(named) && named.getFields().token;
    if (token) return String(token.type);
  }
  return undefined;
}

/** The type of the token that a preview answers with its figures. */
function tokenGiven(field: Field | undefined): string | undefined {
  const answer = field && getNamedType(field.type);
  const members = isUnionType(answer) ? answer.getTypes() : isObjectType(answer) ? [answer] : [];
  return members.flatMap((member) => member.getFields().token?.type.toString() ?? [])[0];
}

describe('a mutation that books something', () => {
  it('is in the table, and nothing else is', () => {
    const reaching = mutationsReaching('ledger/journal.ts', 'write');
    const names = reaching.flatMap(({ name }) => (name === null ? scenarioChanges : name));
    const listed = [...Object.keys(PREVIEW_OF), ...Object.keys(WITHOUT)];
    expect([...names].sort()).toEqual(listed.sort());
    // Reads the whole source as the compiler does.
  }, 180_000);

  it('takes the token that its preview gives with the same figures', () => {
    const tokens = Object.entries(PREVIEW_OF).map(([name, preview]) => [
      name,
      tokenTaken(mutation(name)),
      preview,
      tokenGiven(query(preview)),
    ]);
    expect(tokens).toEqual(Object.entries(PREVIEW_OF).map(([name, preview]) => [name, 'String', preview, 'String!']));
  });
});
