import housing from '../../src/scenarios/housing/index.js';
import { describeScenario } from '../support/describe-scenario.js';
import { housingSamples } from '../support/samples/housing.js';

describeScenario(housing, housingSamples);
