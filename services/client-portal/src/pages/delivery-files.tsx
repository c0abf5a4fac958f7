import type { Delivery } from '../domain/client-room.ts';

/** What was delivered: names, links, and the fingerprint that says which bytes are meant. */
export function DeliveryFiles({ delivery }: { readonly delivery: Delivery }) {
  return (
    <div class="stack-s">
      <h4>
        Delivery {delivery.version}: {delivery.title}
      </h4>
      <ul>
        {delivery.artifacts.map((artifact) => (
          <li key={artifact.sha256}>
            {artifact.url === null ? (
              artifact.name
            ) : (
              <a href={artifact.url} rel="noopener noreferrer" target="_blank">
                {artifact.name}
                <span class="visually-hidden"> (opens in a new tab)</span>
              </a>
            )}
            <br />
            <span class="muted small">
              Fingerprint <code>{artifact.sha256.slice(0, 16)}…</code>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
