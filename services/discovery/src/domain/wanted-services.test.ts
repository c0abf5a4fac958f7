import { expect, test } from '@jest/globals';
import { wantedServices } from './wanted-services.ts';

test.each([
  ['web_application', '', 'We want a booking page where members pick a boat and a slot.'],
  ['web_application', 'Suche Entwickler', 'Kleiner Webshop, eine Webseite gibt es schon'],
  ['web_application', '', 'Нужен разработчик для сайта музея'],
  ['automation', 'Scraper for price lists', 'Eleven suppliers, one table, every night'],
  ['repair', '', 'The cart drawer breaks on phones, please fix it; it also crashes'],
  ['design', '[Hiring] Logo and brand kit', 'for our web site'],
  ['translation', '', 'We need a translator for 4,200 strings'],
  ['video_audio', 'Edit six podcast episodes', 'noise, levels, chapter marks'],
  ['games', '[Hiring] Godot developer', 'A game about lighthouses'],
  ['infrastructure', '', 'Kubernetes cluster on AWS needs a DevOps person'],
])('hears %s', (code, title, text) => {
  expect(wantedServices(title, text)[0]).toBe(code);
});

test('names no more than three, and none where nothing speaks for one', () => {
  expect(wantedServices('', 'logo, video, seo, firmware, translation, unity').length).toBe(3);
  expect(wantedServices('Hello', 'Took these on Sunday.')).toEqual([]);
});
