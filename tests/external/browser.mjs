// A browser as far as somebody needs one who signs in: cookies, redirects, the forms in the pages.
import assert from 'node:assert/strict';

const MOST_REDIRECTS = 10;

export class Browser {
  #cookies = new Map();
  #issuer;

  constructor(issuer) {
    this.#issuer = issuer;
  }

  /** Goes somewhere and follows redirects until a page of the issuer's, or an address elsewhere. */
  async visit(address) {
    return this.#follow(address, {});
  }

  /** Submits the page's form with this action: what is in it, and what somebody fills in. */
  async submit(page, action, filledIn) {
    const fields = new URLSearchParams({ ...page.fieldsOf(action), ...filledIn });
    // A browser says where a form comes from; without it the form is refused as forged.
    const headers = { origin: this.#issuer };
    return this.#follow(new URL(action, page.url), { method: 'POST', body: fields, headers });
  }

  async #follow(address, request) {
    let url = new URL(address, this.#issuer);
    for (let count = 0; count < MOST_REDIRECTS; count += 1) {
      if (url.origin !== this.#issuer) {
        return new Away(url);
      }
      const answer = await this.#fetch(url, request);
      const location = answer.headers.get('location');
      if (location === null) {
        return new Page(url, answer.status, await answer.text());
      }
      assert.equal(answer.status, 303, `${url} redirects in an odd way`);
      url = new URL(location, url);
      request = {};
    }
    assert.fail(`the redirects do not end at ${url}`);
  }

  async #fetch(url, request) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...request.headers, ...(cookie && { cookie }) };
    const answer = await fetch(url, { ...request, headers, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      this.#keep(cookie);
    }
    return answer;
  }

  #keep(cookie) {
    const [pair, ...attributes] = cookie.split(/; */);
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    assert(attributes.includes('Secure') && attributes.includes('HttpOnly'), cookie);
    if (attributes.some((it) => /^max-age=0$/i.test(it))) {
      this.#cookies.delete(name);
    } else {
      this.#cookies.set(name, value);
    }
  }
}

/** An address that is not the issuer's. */
class Away {
  constructor(url) {
    this.url = url;
  }
}

class Page extends Away {
  constructor(url, status, text) {
    super(url);
    this.status = status;
    this.text = text;
  }

  /** Whether there is a form with this action. */
  has(action) {
    return this.#form(action) !== undefined;
  }

  fieldsOf(action) {
    const form = this.#form(action);
    assert(form, `no form for ${action} at ${this.url} (${this.status}): ${this.text}`);
    const inputs = form.match(/<input [^>]*>/g) ?? [];
    return Object.fromEntries(inputs.map((it) => [attribute(it, 'name'), attribute(it, 'value')]));
  }

  // Our own pages write forms and attributes alike: this reads those, not HTML at large.
  #form(action) {
    const forms = this.text.match(/<form[^>]*>[^]*?<\/form>/g) ?? [];
    return forms.find((form) => attribute(form, 'action') === action);
  }
}

const CHARACTERS = { amp: '&', lt: '<', gt: '>', quot: '"' };

function attribute(tag, name) {
  const written = tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1] ?? '';
  return written.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
    code ? String.fromCodePoint(Number(code)) : CHARACTERS[name],
  );
}
