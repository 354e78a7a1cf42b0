import auto from '../../src/scenarios/auto/index.js';
import { describeScenario } from '../support/describe-scenario.js';
import { autoSamples } from '../support/samples/auto.js';

describeScenario(auto, autoSamples);
