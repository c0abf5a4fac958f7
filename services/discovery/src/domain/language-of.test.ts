import { expect, test } from '@jest/globals';
import { languageOf } from './language-of.ts';

test.each([
  ['en', 'We need a booking page for our sauna. Members pick a slot.'],
  ['en', 'Looking for a Rust developer for a two week project, paid'],
  ['de', 'Wir suchen einen Entwickler für eine Reservierungsseite mit Sitzplan.'],
  ['fr', 'Nous cherchons un graphiste pour redessiner notre carte au format A2.'],
  ['es', 'Busco programador para tienda en línea, pago 800 euros en dos partes'],
  ['pt', 'Procuramos um desenvolvedor para um aplicativo simples com mapa das bancas.'],
  ['it', 'Cerchiamo uno sviluppatore per il sito della nostra cantina'],
  ['nl', 'Vereniging zoekt een freelance ontwikkelaar voor een nieuwe ledenadministratie'],
  ['pl', 'Szukam programisty, który połączy sklep z systemem wysyłek'],
  ['tr', 'Küçük bir kitabeviyiz, web sitesi yapacak serbest yazılımcı arıyoruz.'],
  ['ru', 'Ищем дизайнера, нужен логотип для небольшой пекарни'],
  ['uk', 'Зробіть сайт, потрібен розробник для невеликого магазину'],
  ['zh', '寻找前端开发，预算5000元'],
  ['ja', 'ウェブ開発者を探しています。予算は10万円です'],
  ['ko', '웹 개발자를 구합니다'],
  ['en', 'Hi all, we are a small bakery in Leeds and need a booking page'],
  ['sv', 'Vi söker en utvecklare till vår nya hemsida'],
  ['hu', 'Fejlesztőt keresünk egy foglalási oldalhoz'],
  ['vi', 'Cần tìm lập trình viên làm trang web bán hàng'],
  ['ar', 'نبحث عن مطور لموقع صغير'],
  ['he', 'מחפשים מפתח לאתר קטן'],
])('knows %s', (language, text) => {
  expect(languageOf(text)).toBe(language);
});

test.each(['', '$500', '👍👍👍 !!!', 'https://fen.io/1 a@b.io', 'Căutăm un programator pentru magazin'])(
  'does not guess at %j',
  (text) => {
    expect(languageOf(text)).toBeNull();
  },
);
