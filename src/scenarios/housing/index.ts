import type { ScenarioModule } from '../contract/index.js';
import { claims } from './claims.js';
import { gather } from './gather.js';
import { HousingInput, HousingProperty, propertyView } from './graphql.js';
import { purpose } from './purpose.js';
import { rating } from './rating.js';
import type { HousingFacts, HousingRisk } from './risk.js';
import { validate } from './validate.js';

const housing: ScenarioModule<HousingInput, HousingRisk, HousingFacts> = {
  code: 'housing',
  contract: 1,
  version: '1.0.0',
  title: 'A home bought with a mortgage',
  graphql: { key: 'housing', riskInput: HousingInput, riskView: HousingProperty },
  validate,
  gather,
  view: propertyView,
  purpose,
  rating,
  claims,
};

export default housing;
