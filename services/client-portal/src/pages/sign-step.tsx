import { Button, Checkbox, Field, formatDay, Notice, TextField } from '@loop/ui';
import type { ClientRoom } from '../domain/client-room.ts';
import { DISCLOSURE } from '../domain/disclosure.ts';

/** What a form said when it was refused: messages by field, and the name that had been typed. */
export type FormErrors = Readonly<Partial<Record<'name' | 'consent' | 'code' | 'typedName', string>>>;

/** First reading, then a code by email, then the signature. */
export function SignStep(props: {
  readonly room: ClientRoom;
  readonly codeSent: boolean;
  readonly errors: FormErrors;
}) {
  return props.codeSent ? <EnterCode {...props} /> : <AskForCode {...props} />;
}

function AskForCode({ room, errors }: { readonly room: ClientRoom; readonly errors: FormErrors }) {
  const base = `/client-room/${room.statement.contractId}`;
  return (
    <>
      <h2>Read it, then sign</h2>
      <p>
        Take your time with the statement on this page. When you are ready, we email you a code that shows it is you who
        signs. Signing costs nothing; you pay milestone by milestone afterwards.
      </p>
      {errors.code === undefined ? null : <Notice tone="amber" title={errors.code} live />}
      <p class="narrow-only">
        <a href="#statement">Read the statement</a>
      </p>
      <form method="post" action={`${base}/code`} id="request-code">
        <input type="hidden" name="purpose" value="sign" />
        <Button action="request-code" wide>
          Email me the code
        </Button>
      </form>
      <p class="muted small">The offer stands until {formatDay(new Date(room.statement.validUntil))}.</p>
      <Decline room={room} />
    </>
  );
}

function EnterCode({ room, errors }: { readonly room: ClientRoom; readonly errors: FormErrors }) {
  const base = `/client-room/${room.statement.contractId}`;
  return (
    <>
      <h2>Sign the statement</h2>
      <Notice tone="accent" title="A code is on its way to your email" live>
        <p class="small">It works for ten minutes, for this signature only.</p>
      </Notice>
      <form method="post" action={`${base}/sign`} id="sign" class="stack">
        <input type="hidden" name="version" value={room.statement.version} />
        <input type="hidden" name="statementSha256" value={room.statementSha256} />
        <Field
          id="code"
          name="code"
          kind="code"
          label="Code from the email"
          hint="Eight digits. You can paste them."
          maxLength={20}
          {...errorOf(errors.code)}
        />
        <Field
          id="name"
          name="name"
          label="Your full name"
          hint="As you would sign on paper."
          autocomplete="name"
          maxLength={200}
          {...(errors.typedName === undefined ? {} : { value: errors.typedName })}
          {...errorOf(errors.name)}
        />
        <Checkbox id="consent" name="consent" {...errorOf(errors.consent)}>
          {DISCLOSURE}
        </Checkbox>
        <Button action="sign" wide>
          Sign the statement
        </Button>
      </form>
      <form method="post" action={`${base}/code`}>
        <input type="hidden" name="purpose" value="sign" />
        <Button action="request-code" weight="quiet">
          Send me another code
        </Button>
      </form>
      <Decline room={room} />
    </>
  );
}

function errorOf(error: string | undefined): { readonly error?: string } {
  return error === undefined ? {} : { error };
}

function Decline({ room }: { readonly room: ClientRoom }) {
  const { contractId, version } = room.statement;
  return (
    <details>
      <summary>Not for you?</summary>
      <form method="post" action={`/client-room/${contractId}/decline`} class="stack" id="decline">
        <p class="small">We will not write to you about this again.</p>
        <input type="hidden" name="version" value={version} />
        <TextField id="decline-reason" name="reason" label="Reason, if you like" maxLength={2000} required={false} />
        <Button action="decline" weight="secondary">
          Decline this proposal
        </Button>
      </form>
    </details>
  );
}
