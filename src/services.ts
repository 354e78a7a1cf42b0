import type { UnitOfWork } from './database/unit-of-work.js';
import type { Clock } from './kernel/index.js';
import { Directory } from './partners/directory.js';
import { KeyService } from './partners/key-service.js';
import { ProgrammeCatalogue } from './partners/programme-catalogue.js';
import { PolicyReader } from './policies/policy-reader.js';
import { PolicyService } from './policies/policy-service.js';
import type { ScenarioRegistry } from './scenarios/registry.js';
import type { FactSources } from './underwriting/fact-sources.js';
import { QuoteReader } from './underwriting/quote-reader.js';
import { QuoteService } from './underwriting/quote-service.js';

export interface ServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly scenarios: ScenarioRegistry;
  readonly sources: FactSources;
  /** For keyed hashes of identities. */
  readonly secret: string;
}

/** Every service once, over one database and one clock. */
export function createServices({ units, clock, scenarios, sources, secret }: ServiceOptions) {
  const catalogue = new ProgrammeCatalogue(units);
  const modules = scenarios.all;
  return {
    scenarios,
    catalogue,
    directory: new Directory(units),
    keys: new KeyService(units),
    quotes: new QuoteService({ units, clock, catalogue, scenarios: modules, sources, secret }),
    quoteReader: new QuoteReader(units),
    policies: new PolicyService({ units, clock, catalogue, scenarios: modules }),
    policyReader: new PolicyReader(units),
  };
}

export type Services = ReturnType<typeof createServices>;
