import type { Express } from 'express';

/** A file that never changes under its path (the path holds a hash of it): browsers keep it for a year. */
export interface StaticAsset {
  /** `/assets/loop.3f2a91c4.css` */
  readonly path: string;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

/** Serves the assets, which no rate limit counts. */
export function serveAssets(app: Express, assets: readonly StaticAsset[]): void {
  for (const asset of assets) {
    const body = typeof asset.body === 'string' ? Buffer.from(asset.body) : Buffer.from(asset.body);
    app.get(asset.path, (_request, response) => {
      response.setHeader('cache-control', 'public, max-age=31536000, immutable');
      response.setHeader('content-type', asset.contentType);
      response.setHeader('content-length', body.length);
      response.end(body);
    });
  }
}
