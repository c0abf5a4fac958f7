import type { ComponentChildren } from 'preact';

/** A box to tick, with the whole sentence as its label. */
export function Checkbox(props: {
  readonly id: string;
  readonly name: string;
  readonly error?: string;
  readonly children: ComponentChildren;
}) {
  const { id, error } = props;
  return (
    <div class="stack-s">
      <div class="check">
        <input
          type="checkbox"
          id={id}
          name={props.name}
          value="yes"
          required
          aria-describedby={error === undefined ? undefined : `${id}-error`}
        />
        <label for={id}>{props.children}</label>
      </div>
      {error === undefined ? null : (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** One of a few, as radio buttons; nothing is chosen for the reader, and leaving it open is allowed. */
export function Choices(props: {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}) {
  return (
    <fieldset>
      <legend>{props.legend}</legend>
      <div class="choices">
        {props.options.map((option) => (
          <label key={option.value}>
            <input type="radio" name={props.name} value={option.value} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
