// OAuth 2.0 Form Post Response Mode §2: hands the answer to the app without a click.
HTMLFormElement.prototype.submit.call(document.getElementById("form-post"));
