import { createHash, randomUUID } from 'node:crypto';
import { contactForgotten, listingPhotosRequested, listingUpdated, mediaStored, type PayloadOf } from '@loop/contracts';
import { config, discovery } from '@loop/discovery';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { type TestService, TestSystem } from '@loop/testkit';
import { z } from 'zod';

const asked = z.object({ listingId: z.string(), photosRequestId: z.string() });

/** What a test says of a medium; the rest is made up. */
export type Medium = Partial<PayloadOf<typeof mediaStored>>;

/** An answer of the service, read. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Discovery, with users who ask for photos and the gateway that stores them. Keeps every answer for whoever searches them. */
export class ListingWorld {
  readonly system: TestSystem;
  readonly service: TestService;
  readonly answers: string[] = [];
  #listings = 0;

  private constructor(system: TestSystem, service: TestService) {
    this.system = system;
    this.service = service;
  }

  static async open(): Promise<ListingWorld> {
    const system = await TestSystem.open();
    return new ListingWorld(system, await system.start(discovery(system.settingsOf(config))));
  }

  /** A listing nobody has heard of, with a source and a seller of its own. */
  invented() {
    this.#listings += 1;
    const number = this.#listings;
    return {
      title: `Two rooms near the old quay, number ${number}`,
      description: 'Third floor, with a view of the cranes.',
      source: {
        platform: 'tidemark_flats',
        externalId: `TMF-77${number}0`,
        url: `https://www.tidemark-flats.example/offers/${number}`,
      },
      seller: { kind: 'whatsapp', value: `+4850010${String(number).padStart(4, '0')}`, name: 'Bogna Wierzbicka' },
      language: 'pl',
      note: 'Could we see the kitchen?',
    };
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    return this.#read(await fetch(`${this.service.url}${path}`, { headers }));
  }

  async post(path: string, body: unknown, key: string = randomUUID()): Promise<Answered> {
    const response = await fetch(`${this.service.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return this.#read(response);
  }

  /** Publishes a listing, its seller asked; fails where that is refused. */
  async published(key: string = randomUUID(), listing = this.invented()) {
    const { body } = await this.post('/api/listings/outreach/', listing, key);
    return { ...asked.parse(body), listing };
  }

  listing(listingId: string): Promise<Answered> {
    return this.get(`/api/listings/${listingId}/`);
  }

  /** What the gateway tells when a medium arrived in answer to a request. Returns the event's id. */
  stored(
    photosRequestId: string | null,
    medium: Medium = {},
    eventId: string = randomUUID(),
    tenantId = DEFAULT_TENANT_ID,
  ) {
    const mediaId = medium.mediaId ?? randomUUID();
    const told = {
      mediaId,
      conversationId: null,
      messageId: null,
      photosRequestId,
      contentType: 'image/jpeg',
      sizeBytes: 284_113,
      sha256: mediaId.replaceAll('-', '').padEnd(64, '0'),
      storageKey: `media/${mediaId}`,
      storedAt: '2026-11-20T11:20:44Z',
      ...medium,
    };
    return this.system.publish(mediaStored, told, tenantId, { id: eventId });
  }

  /** The order to forget whoever has the number. Returns the event's id. */
  forget(kind: 'phone' | 'whatsapp', value: string) {
    const order = {
      contactId: randomUUID(),
      opportunityIds: [],
      identities: [{ kind, valueSha256: createHash('sha256').update(`${kind}:${value}`).digest('hex') }],
      basis: 'request' as const,
      forgottenAt: '2026-11-28T12:00:00Z',
    };
    return this.system.publish(contactForgotten, order, DEFAULT_TENANT_ID);
  }

  async requests(listingId: string) {
    const events = await this.system.tap.published(listingPhotosRequested);
    return events.filter(({ data }) => data.listingId === listingId);
  }

  async updates(listingId: string) {
    const events = await this.system.tap.published(listingUpdated);
    return events.filter(({ data }) => data.listingId === listingId);
  }

  async #read(response: Response): Promise<Answered> {
    const text = await response.text();
    this.answers.push(`${[...response.headers].join(' ')} ${text}`);
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, text, body: isJson ? (JSON.parse(text) as Answered['body']) : {} };
  }
}
