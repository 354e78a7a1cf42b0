import type { CollectionRow } from '../../collections/collection-rows.js';
import type { Moratorium } from '../../entities/index.js';
import { moneyView } from './money-view.js';

export const noticeView = (row: CollectionRow<'overdue_notice'>) => ({ __typename: 'OverdueNotice', ...row });

export const warningView = (row: CollectionRow<'monitoring_warning'>) => ({ __typename: 'MonitoringWarning', ...row });

export const contactView = (row: CollectionRow<'collection_contact'>) => ({ __typename: 'CollectionContact', ...row });

export const promiseView = (row: CollectionRow<'payment_promise'>) => ({
  __typename: 'PaymentPromise',
  ...row,
  amount: moneyView(row.amountMinor, row.currency),
});

export const chargeOffView = (row: CollectionRow<'charge_off'>) => ({
  __typename: 'ChargeOff',
  ...row,
  amount: moneyView(row.amountMinor, row.currency),
});

export const holdView = ({
  id,
  state,
  reason,
  stopsClaims,
  heldFrom,
  heldUntil,
  liftedOn,
  moratoriumId,
  note,
}: CollectionRow<'policy_hold'>) => ({
  __typename: 'PolicyHold',
  id,
  state,
  reason,
  stopsClaims,
  from: heldFrom,
  until: heldUntil,
  liftedOn,
  moratoriumId,
  note,
});

export const moratoriumView = ({ heldFrom, heldUntil, recordedAt, ...row }: Moratorium) => ({
  __typename: 'Moratorium',
  ...row,
  from: heldFrom,
  until: heldUntil,
  orderedAt: recordedAt,
});
