import { type FieldIssue, failure, issue, type Result, success } from '../../kernel/index.js';
import { InputCheck, type ScenarioModule } from '../../scenarios/contract/index.js';

const PRODUCT_CODE = /^[A-Z0-9][A-Z0-9-]{1,39}$/;

export interface ProductNaming {
  readonly code: string;
  readonly name: string;
  readonly scenario: string;
}

/** Reads what a new product is called and what it is for; lists every problem at once. */
export function readProductNaming(
  { code, name, scenario }: ProductNaming,
  modules: readonly ScenarioModule[],
): Result<ProductNaming, readonly FieldIssue[]> {
  const check = new InputCheck();
  if (!PRODUCT_CODE.test(code)) check.add('code', 'MALFORMED', 'must have 2 to 40 characters of A-Z, 0-9 and hyphen');
  const text = check.text('name', name, { maxLength: 200 });
  const installed = modules.map((module) => module.code);
  const unknown = issue('scenario', 'UNKNOWN_SCENARIO', `must be one of ${installed.join(', ')}`);
  const issues = installed.includes(scenario) ? check.issues : [...check.issues, unknown];
  return issues.length > 0 ? failure(issues) : success({ code, name: text, scenario });
}
