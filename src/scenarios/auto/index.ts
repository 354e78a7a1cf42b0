import type { ScenarioModule } from '../contract/index.js';
import { claims } from './claims.js';
import { gather } from './gather.js';
import { AutoInput, AutoVehicle, vehicleView } from './graphql.js';
import { purpose } from './purpose.js';
import { rating } from './rating.js';
import { type AutoFacts, type AutoRisk, withDownPayment } from './risk.js';
import { validate } from './validate.js';

const auto: ScenarioModule<AutoInput, AutoRisk, AutoFacts> = {
  code: 'auto',
  contract: 1,
  version: '1.0.0',
  title: 'A vehicle bought from a dealer',
  graphql: { key: 'auto', riskInput: AutoInput, riskView: AutoVehicle },
  validate,
  gather,
  view: vehicleView,
  purpose,
  rating,
  claims,
  withDownPayment,
};

export default auto;
