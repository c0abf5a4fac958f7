import type { PostSeed } from './invented-post.ts';

const ask = (language: string, author: string, title: string, text: string, budget: string | null, contact: string) =>
  ({ language, author, title, text, budget, contact, intent: 'demand' }) satisfies PostSeed;

/** Requests in other languages than English, each once. */
export const FOREIGN_ASKS: readonly PostSeed[] = [
  ask(
    'de',
    'muehlrad_kathrin',
    'Suche Entwickler für Reservierungsseite',
    'Wir sind ein kleines Kino mit 70 Plätzen und suchen einen Entwickler für eine Reservierungsseite mit Sitzplan. Budget 2.400 €, fertig bis März.\n\nSchreibt bitte an kathrin@muehlradkino.de',
    '2.400 €',
    'kathrin@muehlradkino.de',
  ),
  ask(
    'es',
    'taller_rueda',
    'Busco programador para tienda de bicicletas',
    'Tenemos un taller y necesitamos a alguien que conecte el inventario con la tienda en línea. Pagamos 1.800 euros en dos partes. Escríbeme a hola arroba tallerrueda punto es',
    '1.800 euros',
    'hola@tallerrueda.es',
  ),
  ask(
    'fr',
    'atelier_brume',
    'Cherche graphiste pour une carte de randonnée',
    'Association de randonneurs, nous cherchons un graphiste pour redessiner notre carte au format A2. 750 € pour le tout. Contact : bonjour@atelierbrume.fr',
    '750 €',
    'bonjour@atelierbrume.fr',
  ),
  ask(
    'pt',
    'feira_do_cais',
    'Procuro desenvolvedor para app de feira',
    'Organizamos uma feira de artesanato e procuramos um desenvolvedor para um app simples com mapa das bancas. Orçamento de R$ 4.500. Falar com ana@feiradocais.com.br',
    'R$ 4.500',
    'ana@feiradocais.com.br',
  ),
  ask(
    'pl',
    'palarnia_olsza',
    'Szukam programisty do integracji sklepu',
    'Mała palarnia kawy szuka programisty, który połączy sklep z systemem wysyłek. Płacimy 5 500 zł. Proszę pisać: biuro@palarniaolsza.pl',
    '5 500 zł',
    'biuro@palarniaolsza.pl',
  ),
  ask(
    'ru',
    'sever_mayak',
    'Нужен разработчик для сайта музея',
    'Небольшой музей маяков, нужен разработчик для сайта с расписанием экскурсий и продажей билетов. Бюджет 120 000 ₽. Пишите на mayak@severmayak.ru или в Telegram @sever_mayak_museum',
    '120 000 ₽',
    'mayak@severmayak.ru',
  ),
  ask(
    'tr',
    'kiyi_kitap',
    'Kitabevi için web sitesi yapacak birini arıyoruz',
    'Küçük bir kitabeviyiz, stok ve sipariş için bir web sitesi yapacak serbest yazılımcı arıyoruz. Bütçe 60.000 TL. merhaba@kiyikitap.com.tr',
    '60.000 TL',
    'merhaba@kiyikitap.com.tr',
  ),
  ask(
    'nl',
    'wadlopersbond',
    'Gezocht: iemand die onze ledenadministratie bouwt',
    'Vereniging met 1.100 leden zoekt een freelance ontwikkelaar voor een nieuwe ledenadministratie. Budget € 3.200. Mail naar bestuur@wadlopersbond.nl',
    '€ 3.200',
    'bestuur@wadlopersbond.nl',
  ),
];
