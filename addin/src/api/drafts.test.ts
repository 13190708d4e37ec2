import { expect, test } from 'vitest';
import { drafts } from './drafts';
import { sourceKey } from './keys';

test('a draft belongs to one mail and one form', () => {
  drafts.keep('entry:1', 'note', { body: 'a' });
  drafts.keep('entry:2', 'note', { body: 'b' });
  expect(drafts.get('entry:1', 'note')).toEqual({ body: 'a' });
  expect(drafts.of('entry:1')).toEqual(['note']);
  drafts.drop('entry:1', 'note');
  expect(drafts.get('entry:1', 'note')).toBeNull();
  expect(drafts.of('entry:2')).toEqual(['note']);
});

test('the oldest drafts make room', () => {
  for (let n = 0; n < 60; n += 1) drafts.keep(`entry:${n}`, 'note', n);
  const kept = Array.from({ length: 60 }, (_, n) => drafts.get(`entry:${n}`, 'note')).filter((each) => each !== null);
  expect(kept).toHaveLength(40);
  expect(drafts.get('entry:59', 'note')).toBe(59);
});

test('a mail has one name, however it is known', () => {
  const facts = { subject: 'Ofertă', to: [], cc: [] };
  expect(sourceKey({ facts: { ...facts, message_id: '<a@b>' } })).toBe('id:<a@b>');
  expect(sourceKey({ facts: { ...facts, from: { name: '', address: 'a@b.ro' }, at: 5 } })).toBe(
    'facts:a@b.ro|5|Ofertă',
  );
});
