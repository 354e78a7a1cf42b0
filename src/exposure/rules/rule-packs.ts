import type { ObligorAmount, RulePack } from './rule-pack.js';

const MEASURES_2020 =
  '银保监办发〔2020〕39号 信用保险和保证保险业务监管办法, issued 2020-05-08, published 2020-05-19, amended 2021-06-21';

const PLATFORM_CAPS =
  '网络借贷信息中介机构业务活动管理暂行办法 (interim measures on online lending intermediaries), 2016-08-24, article 17';
/** In minor units of the yuan. */
const capPerObligor = (
  dimension: ObligorAmount['dimension'],
  obligorKind: ObligorAmount['obligorKind'],
  capMinor: bigint,
): ObligorAmount => ({ kind: 'OBLIGOR_AMOUNT', dimension, obligorKind, capMinor, currency: 'CNY' });

/** Regulations as data. Nothing here binds anybody until a programme selects the pack. */
export const RULE_PACKS: readonly RulePack[] = [
  {
    code: 'cn-credit-guarantee',
    title: 'Credit and guarantee insurance of insurers',
    jurisdiction: 'CN',
    rules: [
      {
        id: 'CN39-5-1',
        statement: 'Retained liability of all credit and guarantee insurance is at most 10 times net assets.',
        source: `${MEASURES_2020}, article 5, first sentence`,
        confidence: 'READ',
        effectiveFrom: '2020-05-19',
        measure: { kind: 'NET_ASSET_MULTIPLE', dimension: 'INSURER', multiple: '10' },
      },
      {
        id: 'CN39-5-2',
        statement:
          'Insurers that do other business too: retained liability of financing business is at most 4 times net assets.',
        source: `${MEASURES_2020}, article 5; the 4 read in the draft of 2019`,
        confidence: 'HIGH',
        effectiveFrom: '2020-05-19',
        measure: { kind: 'NET_ASSET_MULTIPLE', dimension: 'INSURER', multiple: '4', nonSpecialistsOnly: true },
      },
      {
        id: 'CN39-5-2-INCLUSIVE',
        statement:
          'The same with at least 30 % small and micro loans in the insured balance: at most 6 times net assets.',
        source: `${MEASURES_2020}, article 5; mentioned in the official summary`,
        confidence: 'BACKGROUND',
        effectiveFrom: '2020-05-19',
        note: 'Neither the 6 nor the 30 % was read in the text; off.',
        measure: {
          kind: 'NET_ASSET_MULTIPLE',
          dimension: 'INSURER',
          multiple: '6',
          nonSpecialistsOnly: true,
          fromInclusiveShare: '0.30',
        },
      },
      {
        id: 'CN39-6-1',
        statement: 'Retained liability of one obligor and its related parties is at most 5 % of net assets.',
        source: `${MEASURES_2020}, article 6; conventuslaw.com item 2`,
        confidence: 'READ',
        effectiveFrom: '2020-05-19',
        measure: { kind: 'NET_ASSET_MULTIPLE', dimension: 'OBLIGOR_GROUP', multiple: '0.05' },
      },
      {
        id: 'CN39-6-2',
        statement: 'Insurers that do other business too: the same for financing business is at most 1 % of net assets.',
        source: '1 % read for the draft of 2019',
        confidence: 'BACKGROUND',
        effectiveFrom: '2020-05-19',
        note: 'Read in the draft only; off.',
        measure: { kind: 'NET_ASSET_MULTIPLE', dimension: 'OBLIGOR_GROUP', multiple: '0.01', nonSpecialistsOnly: true },
      },
    ],
  },
  {
    code: 'cn-online-lending',
    title: 'Loans of online lending platforms',
    jurisdiction: 'CN',
    rules: [
      {
        id: 'CNP2P-17-PERSON-PLATFORM',
        statement: 'A natural person owes at most 200,000 CNY on one platform.',
        source: PLATFORM_CAPS,
        confidence: 'READ',
        effectiveFrom: '2016-08-24',
        measure: capPerObligor('OBLIGOR_AT_PARTNER', 'PERSON', 20_000_000n),
      },
      {
        id: 'CNP2P-17-PERSON',
        statement: 'A natural person owes at most 1,000,000 CNY on all platforms.',
        source: PLATFORM_CAPS,
        confidence: 'READ',
        effectiveFrom: '2016-08-24',
        measure: capPerObligor('OBLIGOR', 'PERSON', 100_000_000n),
      },
      {
        id: 'CNP2P-17-COMPANY-PLATFORM',
        statement: 'A legal person owes at most 1,000,000 CNY on one platform.',
        source: PLATFORM_CAPS,
        confidence: 'READ',
        effectiveFrom: '2016-08-24',
        measure: capPerObligor('OBLIGOR_AT_PARTNER', 'COMPANY', 100_000_000n),
      },
      {
        id: 'CNP2P-17-COMPANY',
        statement: 'A legal person owes at most 5,000,000 CNY on all platforms.',
        source: PLATFORM_CAPS,
        confidence: 'READ',
        effectiveFrom: '2016-08-24',
        measure: capPerObligor('OBLIGOR', 'COMPANY', 500_000_000n),
      },
      {
        id: 'CN180-P2P-PERSON',
        statement: 'Retained liability of one natural person borrowing on a platform is at most 200,000 CNY.',
        source: '保监财险〔2017〕180号; consistent with insurance terms of 2018',
        confidence: 'MEDIUM',
        effectiveFrom: '2017-07-11',
        effectiveUntil: '2020-05-18',
        note: 'Superseded in 2020 and not read; off.',
        measure: capPerObligor('OBLIGOR', 'PERSON', 20_000_000n),
      },
    ],
  },
  {
    code: 'cn-financing-guarantee',
    title: 'Financing guarantee companies',
    jurisdiction: 'CN',
    rules: [
      {
        id: 'CN-GUAR-ONE',
        statement: 'Guarantees for one obligor are at most 10 % of net assets.',
        source: 'Interim measures of 2010; m.dybbs8.com, plnmw.com',
        confidence: 'READ',
        effectiveFrom: '2010-03-08',
        measure: { kind: 'NET_ASSET_MULTIPLE', dimension: 'OBLIGOR', multiple: '0.10' },
      },
      {
        id: 'CN-GUAR-GROUP',
        statement: 'Guarantees for one obligor and its related parties are at most 15 % of net assets.',
        source: 'Interim measures of 2010; m.dybbs8.com, plnmw.com',
        confidence: 'READ',
        effectiveFrom: '2010-03-08',
        measure: { kind: 'NET_ASSET_MULTIPLE', dimension: 'OBLIGOR_GROUP', multiple: '0.15' },
      },
      {
        id: 'CN-GUAR-TOTAL',
        statement: 'All guarantees are at most 10 times net assets.',
        source: 'Interim measures of 2010; m.dybbs8.com, plnmw.com',
        confidence: 'READ',
        effectiveFrom: '2010-03-08',
        note: 'Regulation 683 of 2017 raises it to 15 for small, micro and rural loans (background; not applied).',
        measure: { kind: 'NET_ASSET_MULTIPLE', dimension: 'INSURER', multiple: '10' },
      },
    ],
  },
  {
    code: 'cn-lending-cost',
    title: 'Cost of loans that banks make with internet partners',
    jurisdiction: 'CN',
    rules: [
      {
        id: 'CN-RATE-24',
        statement: 'Interest and guarantee or insurance fees together cost at most 24 % a year.',
        source: '金规〔2025〕9号, commentary zjblf.com/?p=44128',
        confidence: 'READ',
        effectiveFrom: '2025-10-01',
        note: 'Read in a commentary.',
        measure: { kind: 'TOTAL_COST', nominal: '0.24' },
      },
    ],
  },
  {
    code: 'us-mortgage-guaranty',
    title: 'Mortgage guaranty insurers',
    jurisdiction: 'US',
    rules: [
      {
        id: 'US-MG-25',
        statement: 'Retained risk is at most 25 times capital.',
        source: 'NAIC Mortgage Guaranty Insurance Model Act (630)',
        confidence: 'BACKGROUND',
        effectiveFrom: '1976-01-01',
        note: 'Not read; off.',
        measure: { kind: 'NET_ASSET_MULTIPLE', dimension: 'INSURER', multiple: '25' },
      },
    ],
  },
];
