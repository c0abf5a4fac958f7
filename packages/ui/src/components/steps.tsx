/** Where the reader is in a known sequence. `current` counts from 0; `steps.length` means all done. */
export function Steps(props: { readonly label: string; readonly steps: readonly string[]; readonly current: number }) {
  return (
    <ol class="steps" aria-label={props.label}>
      {props.steps.map((step, index) => (
        <Step key={step} label={step} state={stateOf(index, props.current)} />
      ))}
    </ol>
  );
}

type StepState = 'done' | 'current' | 'ahead';

function stateOf(index: number, current: number): StepState {
  if (index < current) return 'done';
  return index === current ? 'current' : 'ahead';
}

const SPOKEN: Readonly<Record<StepState, string>> = { done: 'Done: ', current: 'Now: ', ahead: 'Later: ' };

function Step({ label, state }: { readonly label: string; readonly state: StepState }) {
  return (
    <li class={`step-${state}`} aria-current={state === 'current' ? 'step' : undefined}>
      <span class="step-label">
        <span class="visually-hidden">{SPOKEN[state]}</span>
        {label}
      </span>
    </li>
  );
}
