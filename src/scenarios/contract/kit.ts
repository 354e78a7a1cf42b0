import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import * as kernel from '../../kernel/index.js';
import * as evidence from './evidence.js';
import * as figures from './figures.js';
import * as flags from './flags.js';
import * as graphql from './graphql.js';
import { InputCheck } from './input-check.js';
import type { ScenarioModule } from './module.js';
import * as text from './text.js';

/**
 * Everything a module needs at run time, handed to it by the host. A package that takes the kit instead of importing
 * `covergraph/scenario` uses the host's own classes and decorators wherever it is installed, and has no dependency to
 * keep in step.
 */
export const scenarioKit = {
  ...graphql,
  ...text,
  ...figures,
  ...flags,
  ...evidence,
  InputCheck,
  Field,
  Float,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
  kernel,
} as const;

export type ScenarioKit = typeof scenarioKit;

/** What a scenario package exports as default: the module, or a function that makes it from the host's kit. */
export type ScenarioExport = ScenarioModule | ((kit: ScenarioKit) => ScenarioModule);
