import { expect, test } from '@jest/globals';
import { html } from './html.ts';

test('text is escaped in content and attributes, markup and lists are not escaped twice', () => {
  const items = ['<b>', '"quoted"'].map((text) => html`<li title="${text}">${text}</li>`);
  expect(html`<ul>${items}${null}${false}${0}</ul>`.markup).toBe(
    '<ul><li title="&lt;b&gt;">&lt;b&gt;</li><li title="&quot;quoted&quot;">&quot;quoted&quot;</li>0</ul>',
  );
});
