import ecommerce from '../../src/scenarios/ecommerce/index.js';
import { describeScenario } from '../support/describe-scenario.js';
import { ecommerceSamples } from '../support/samples/ecommerce.js';

describeScenario(ecommerce, ecommerceSamples);
