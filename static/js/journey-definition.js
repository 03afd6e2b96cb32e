// Says while typing whether the text is JSON at all; the server says the rest.
const area = document.querySelector("textarea[data-json]");
const told = document.getElementById("definition-told");

function check() {
  try {
    JSON.parse(area.value);
    told.textContent = "";
    area.removeAttribute("aria-invalid");
  } catch (error) {
    told.textContent = error.message;
    area.setAttribute("aria-invalid", "true");
  }
}

if (area && told) area.addEventListener("input", check);
