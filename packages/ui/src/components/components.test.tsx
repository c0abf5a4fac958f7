import { describe, expect, it } from '@jest/globals';
import { renderPage } from '../render-page.ts';
import { stylesheet } from '../stylesheet.ts';
import { Field } from './field.tsx';
import { InlineScript } from './inline-script.tsx';
import { Layout } from './layout.tsx';
import { Light } from './light.tsx';
import { Money } from './money.tsx';
import { Steps } from './steps.tsx';

describe('a page', () => {
  const page = renderPage(
    <Layout title="Hello" brand="Customer Loop" mode="sandbox">
      <p>{'<b>not markup</b>'}</p>
    </Layout>,
  );

  it('is a whole document in English with one main, reached first by a skip link', () => {
    expect(page.startsWith('<!doctype html><html lang="en">')).toBe(true);
    expect(page).toContain('<a class="skip-link" href="#main">');
    expect(page.match(/<main /g)).toHaveLength(1);
  });

  it('escapes what it is given', () => {
    expect(page).toContain('&lt;b>not markup&lt;/b>');
  });

  it('says sandbox at the top in sandbox mode and nothing of it in live mode', () => {
    expect(page).toContain('SANDBOX');
    const live = renderPage(
      <Layout title="Hello" brand="Customer Loop" mode="live">
        <p>Hi</p>
      </Layout>,
    );
    expect(live.toLowerCase()).not.toContain('sandbox');
  });

  it('carries its style in one immutable sheet and never inline', () => {
    expect(page).toContain(`href="${stylesheet.path}"`);
    expect(page).not.toContain('style=');
    expect(stylesheet.path).toMatch(/^\/assets\/loop\.[0-9a-f]{16}\.css$/);
  });
});

describe('money', () => {
  it('names its mode beside the figure unless it is real', () => {
    const show = (mode: 'sandbox' | 'test' | 'live') =>
      renderPage(<Money amountMinor={120_050} currency="USD" mode={mode} />);
    expect(show('sandbox')).toContain('$1,200.50<span class="money-mode">sandbox</span>');
    expect(show('test')).toContain('>test</span>');
    expect(show('live')).toBe('<!doctype html><span class="money">$1,200.50</span>');
  });

  it('knows currencies without minor units', () => {
    expect(renderPage(<Money amountMinor={5000} currency="JPY" mode="live" />)).toContain('¥5,000<');
  });
});

describe('status', () => {
  it('is told by a word and a shape besides the colour', () => {
    const light = renderPage(<Light colour="green" label="Secured" />);
    expect(light).toContain('<span>Secured</span>');
    expect(light).toContain('<svg');
  });

  it('is spoken for every step of a sequence', () => {
    const steps = renderPage(<Steps label="Progress" steps={['Review', 'Sign', 'Pay']} current={1} />);
    expect(steps).toContain('Done: </span>Review');
    expect(steps).toContain('aria-current="step"');
    expect(steps).toContain('Later: </span>Pay');
  });
});

describe('a field', () => {
  it('ties hint and error to the input', () => {
    const field = renderPage(
      <Field id="code" name="code" label="Code" hint="Eight digits" error="Wrong" kind="code" />,
    );
    expect(field).toContain('aria-describedby="code-hint code-error"');
    expect(field).toContain('aria-invalid="true"');
    expect(field).toContain('autocomplete="one-time-code"');
  });
});

describe('an inline script', () => {
  it('carries the nonce and refuses to hold its own end tag', () => {
    expect(renderPage(<InlineScript nonce="abc" source="go()" />)).toContain('<script nonce="abc">go()</script>');
    expect(() => renderPage(<InlineScript nonce="abc" source="'</script>'" />)).toThrow('end tag');
  });
});
