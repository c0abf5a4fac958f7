import type { ComponentChildren } from 'preact';

/** What all fields have: a visible label, an optional hint and, after a refused attempt, what to do about it. */
export interface FieldProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly error?: string;
}

function describedBy({ id, hint, error }: FieldProps): string | undefined {
  const ids = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].filter(Boolean);
  return ids.length === 0 ? undefined : ids.join(' ');
}

function Frame(props: FieldProps & { readonly code?: boolean; readonly children: ComponentChildren }) {
  const { id, label, hint, error } = props;
  return (
    <div class={`field${error === undefined ? '' : ' field-invalid'}${props.code ? ' field-code' : ''}`}>
      <label for={id}>{label}</label>
      {hint === undefined ? null : (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {props.children}
      {error === undefined ? null : (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** One line of text. `code` is for one-time codes: pasteable, offered by the browser from the message (WCAG 2.2 §3.3.8). */
export function Field(
  props: FieldProps & {
    readonly kind?: 'text' | 'code';
    readonly autocomplete?: string;
    /** What was typed before, after a refused attempt. Never a code. */
    readonly value?: string;
    readonly maxLength?: number;
    readonly required?: boolean;
  },
) {
  const code = props.kind === 'code';
  return (
    <Frame {...props} code={code}>
      <input
        id={props.id}
        name={props.name}
        type="text"
        inputmode={code ? 'numeric' : 'text'}
        value={props.value}
        autocomplete={code ? 'one-time-code' : (props.autocomplete ?? 'off')}
        spellcheck={code ? false : undefined}
        maxLength={props.maxLength}
        required={props.required ?? true}
        aria-describedby={describedBy(props)}
        aria-invalid={props.error === undefined ? undefined : 'true'}
      />
    </Frame>
  );
}

/** Several lines of text. */
export function TextField(props: FieldProps & { readonly maxLength: number; readonly required?: boolean }) {
  return (
    <Frame {...props}>
      <textarea
        id={props.id}
        name={props.name}
        maxLength={props.maxLength}
        required={props.required ?? true}
        aria-describedby={describedBy(props)}
        aria-invalid={props.error === undefined ? undefined : 'true'}
      />
    </Frame>
  );
}
