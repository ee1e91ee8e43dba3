// Passkeys: between what the server says and what the browser's authenticators speak. Bytes are base 64 for URLs.
import { api, type Bootstrap } from '@fairlead/api';

/** Passkeys belong to a name: an IP address has none. */
export const canPasskey = (): boolean =>
  typeof PublicKeyCredential === 'function' && !!navigator.credentials && !/^[\d.]+$|:/.test(location.hostname);

function encode(bytes: ArrayBuffer | null): string {
  const text = Array.from(new Uint8Array(bytes ?? new ArrayBuffer(0)), (b) => String.fromCharCode(b)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
function decode(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

/** Makes a passkey for the agent who is signed in. Null when they changed their mind. */
export async function register(name: string): Promise<unknown> {
  const o = await api.passkeyOptions();
  const made = await asked(navigator.credentials.create({
    publicKey: {
      challenge: decode(o.challenge),
      rp: { id: o.rp_id, name: 'Fairlead' },
      user: { id: decode(o.user_id), name: o.user_name, displayName: o.display_name },
      pubKeyCredParams: o.algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
      excludeCredentials: o.exclude.map((id) => ({ type: 'public-key' as const, id: decode(id) })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    },
  }));
  if (!made) return null;
  const answer = made.response as AuthenticatorAttestationResponse;
  return api.newPasskey({ ticket: o.ticket, name, client_data: encode(answer.clientDataJSON), attestation: encode(answer.attestationObject) });
}

/** Signs in with whatever passkey there is for this desk. Null when nobody chose one. */
export async function signInByPasskey(): Promise<Bootstrap | null> {
  const o = await api.passkeyChallenge();
  const got = await asked(navigator.credentials.get({
    publicKey: { challenge: decode(o.challenge), rpId: o.rp_id, userVerification: 'required' },
  }));
  if (!got) return null;
  const answer = got.response as AuthenticatorAssertionResponse;
  return api.signInByPasskey({
    ticket: o.ticket, credential: encode(got.rawId), client_data: encode(answer.clientDataJSON),
    authenticator_data: encode(answer.authenticatorData), signature: encode(answer.signature),
    user_handle: answer.userHandle ? encode(answer.userHandle) : null,
  });
}

async function asked(promise: Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await promise) as PublicKeyCredential | null;
  } catch (cause) {
    if (cause instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(cause.name)) return null;
    throw cause;
  }
}
