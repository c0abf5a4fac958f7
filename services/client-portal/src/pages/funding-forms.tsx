import { Button, Money, Notice } from '@loop/ui';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';
import type { FundingMethod } from '../domain/funding.ts';
import { FUNDING_NAMES, fundingSentence, RAIL_NAMES } from './funding-words.ts';

interface FundingProps {
  readonly room: ClientRoom;
  readonly milestone: RoomMilestone;
}

function pathOf({ room, milestone }: FundingProps): string {
  return `/client-room/${room.statement.contractId}/milestones/${milestone.milestoneId}`;
}

/** What the button does to the money: before the first delivery a card on file is only saved, after it the amount is held. */
function verbOf({ milestone }: FundingProps): string {
  if (milestone.status === 'approved') return 'Pay';
  if (milestone.fundingMethod === 'prepaid') return 'Prepay';
  return milestone.fundingMethod === 'card_on_file' && milestone.delivery === null ? 'Save a card for' : 'Set aside';
}

/** The button that leads to the provider's page, with the exact amount on it. */
export function PayForm(props: FundingProps & { readonly weight: 'primary' | 'secondary' }) {
  const { room, milestone, weight } = props;
  const { currency, mode } = room.statement;
  return (
    <form method="post" action={`${pathOf(props)}/pay`}>
      <input type="hidden" name="amountMinor" value={milestone.approvalMinor} />
      <input type="hidden" name="currency" value={currency} />
      <Button action="pay" weight={weight} wide={weight === 'primary'}>
        <span>
          {verbOf(props)} <Money amountMinor={milestone.approvalMinor} currency={currency} mode={mode} />
        </span>
      </Button>
    </form>
  );
}

/** Which rail to pay by, where there is more than one; the one in use says so in words. */
export function RailChoice({ room }: { readonly room: ClientRoom }) {
  if (room.rails.length < 2) return null;
  return (
    <fieldset>
      <legend>Pay by</legend>
      <div class="row">
        {room.rails.map(({ rail }) => (
          <form key={rail} method="post" action={`/client-room/${room.statement.contractId}/select-rail`}>
            <input type="hidden" name="rail" value={rail} />
            <Button action={`rail-${rail}`} weight={rail === room.rail ? 'secondary' : 'quiet'}>
              {RAIL_NAMES[rail]}
              {rail === room.rail ? ' (chosen)' : ''}
            </Button>
          </form>
        ))}
      </div>
    </fieldset>
  );
}

/** The other ways to fund a milestone, each with what it does to the client's money. */
function FundingChoices(props: FundingProps & { readonly except: FundingMethod | null }) {
  const { room, milestone, except } = props;
  const others = milestone.choices.filter((method) => method !== except);
  return (
    <>
      {others.map((method) => (
        <form key={method} method="post" action={`${pathOf(props)}/funding-method`} class="stack-s">
          <input type="hidden" name="fundingMethod" value={method} />
          <p class="small">{fundingSentence(room, milestone, method)}</p>
          <Button action={`fund-${method}`} weight="secondary">
            {FUNDING_NAMES[method]}
          </Button>
        </form>
      ))}
    </>
  );
}

/** The other ways, folded away; nothing where there are none. */
export function OtherWays(props: FundingProps) {
  const others = props.milestone.choices.filter((method) => method !== props.milestone.fundingMethod);
  if (others.length === 0) return null;
  return (
    <details>
      <summary>Fund it another way</summary>
      <div class="stack">
        <FundingChoices {...props} except={props.milestone.fundingMethod} />
      </div>
    </details>
  );
}

/** Why the planned way of funding does not work, and the ways that do: the client chooses. */
export function ChooseFunding(props: FundingProps) {
  const { room, milestone } = props;
  const { money } = milestone;
  const failure = money.kind === 'unfunded' ? money.failure : null;
  const isPaypal = room.rail === 'paypal' && milestone.fundingMethod === 'card_on_file';
  return (
    <>
      <h2>Choose how to fund milestone {milestone.position}</h2>
      {failure === null ? null : <Notice tone="amber" title={failure.message} live />}
      {isPaypal ? (
        <p>PayPal cannot save a card for later. With PayPal you can fund “{milestone.title}” in one of these ways.</p>
      ) : (
        <p>
          The way this milestone was planned to be funded does not work for it. Nothing was taken. Choose another one.
        </p>
      )}
      <RailChoice room={room} />
      <FundingChoices {...props} except={failure === null ? milestone.fundingMethod : null} />
    </>
  );
}
