import type { ScenarioModule } from '../contract/index.js';
import { claims } from './claims.js';
import { EcommerceInput, EcommerceOrder, orderView } from './graphql.js';
import { orderReturn } from './order-return.js';
import { purpose } from './purpose.js';
import { rating } from './rating.js';
import type { EcommerceFacts, EcommerceRisk } from './risk.js';
import { validate } from './validate.js';

const ecommerce: ScenarioModule<EcommerceInput, EcommerceRisk, EcommerceFacts> = {
  code: 'ecommerce',
  contract: 1,
  version: '1.0.0',
  title: 'A shop order paid in instalments',
  graphql: { key: 'ecommerce', riskInput: EcommerceInput, riskView: EcommerceOrder },
  validate,
  gather: async () => ({}),
  view: (risk, _facts, currency) => orderView(risk, currency),
  purpose,
  rating,
  claims,
  changes: [orderReturn],
};

export default ecommerce;
