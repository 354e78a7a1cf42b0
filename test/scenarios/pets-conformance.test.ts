import { resolve } from 'node:path';
import type { ScenarioSamples } from '../../src/scenarios/conformance.js';
import { loadScenarios } from '../../src/scenarios/registry.js';
import { describeScenario } from '../support/describe-scenario.js';

const folder = resolve(import.meta.dirname, '../../examples/scenario-pets');
const { all } = await loadScenarios([folder]);
const { samples } = (await import(`${folder}/samples.js`)) as { readonly samples: ScenarioSamples };

for (const module of all) describeScenario(module, samples);
