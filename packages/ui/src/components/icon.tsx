const PATHS = {
  /** Hollow ring: nothing there yet. */
  ring: <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" stroke-width="2" />,
  /** Half-filled ring: prepared, not secured. */
  half: (
    <>
      <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" stroke-width="2" />
      <path d="M8 2.75a5.25 5.25 0 0 1 0 10.5z" fill="currentColor" />
    </>
  ),
  check: <path d="M3.2 8.6l3 3 6.6-7" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" />,
  /** Arrow: it is somebody's turn. */
  arrow: (
    <path
      d="M3 8h9M8.5 4l4 4-4 4"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  ),
  cross: <path d="M4 4l8 8M12 4l-8 8" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" />,
  /** Exclamation in a triangle: look here. */
  alert: (
    <path
      d="M8 2.2l6.2 11H1.8zM8 6.4v3.2M8 11.4v.2"
      fill="none"
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linejoin="round"
      stroke-linecap="round"
    />
  ),
  lock: (
    <path
      d="M4 7.2h8v6H4zM5.5 7V5.2a2.5 2.5 0 0 1 5 0V7"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linejoin="round"
    />
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.7" />
      <path d="M8 7.4v3.6M8 4.9v.2" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" />
    </>
  ),
} as const;

/** Shapes that tell states apart without colour. */
export type IconName = keyof typeof PATHS;

/** A decorative shape; the words beside it carry the meaning. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {PATHS[name]}
    </svg>
  );
}
