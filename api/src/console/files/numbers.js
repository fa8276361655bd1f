import { el } from './elements.js';
import { get, own, post } from './rest.js';

/** The account's numbers, each with the URL that it asks. */
export function numbers() {
  return {
    title: 'Numbers',
    // A form that is being filled in is not drawn again.
    concerns: (event) => event.category === 'phone_number' && !document.activeElement?.closest('form'),
    async draw() {
      const list = await get(own('IncomingPhoneNumbers.json?PageSize=200'));
      return [
        el('h1', {}, 'Numbers'),
        list.incoming_phone_numbers.length === 0 ? el('p', { class: 'card soft' }, 'The account has no number.') : null,
        list.incoming_phone_numbers.map(card),
      ];
    },
  };
}

function card(number) {
  const says = el('span', { role: 'status' });
  const save = async (event) => {
    event.preventDefault();
    says.textContent = '';
    try {
      await post(own(`IncomingPhoneNumbers/${encodeURIComponent(number.sid)}.json`), new FormData(event.target));
      [says.className, says.textContent] = ['good', 'Saved. The next call asks it.'];
    } catch (error) {
      [says.className, says.textContent] = ['bad', error.message];
    }
  };
  return el('section', { class: 'card', id: number.sid },
    el('h2', {}, number.phone_number, ' ', el('span', { class: 'soft' }, number.friendly_name)),
    number.voice_application_sid
      ? el('p', { class: 'mild' }, `Application ${number.voice_application_sid} steers its calls; its URLs count.`) : null,
    el('form', { onsubmit: save },
      field('Voice URL', 'VoiceUrl', number.voice_url), method('VoiceMethod', number.voice_method),
      field('If it fails', 'VoiceFallbackUrl', number.voice_fallback_url),
      method('VoiceFallbackMethod', number.voice_fallback_method),
      field('Status callback', 'StatusCallback', number.status_callback),
      method('StatusCallbackMethod', number.status_callback_method),
      el('button', { class: 'first' }, 'Save'), says));
}

function field(label, name, value) {
  return el('label', { class: 'wide' }, label, el('input', { name, type: 'url', value: value ?? '', placeholder: 'https://…' }));
}

function method(name, chosen) {
  const options = ['POST', 'GET'].map((option) => el('option', { selected: option === chosen }, option));
  return el('label', {}, 'Method', el('select', { name }, options));
}
