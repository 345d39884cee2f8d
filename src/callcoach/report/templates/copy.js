// Copies a text of the page; where the browser keeps the clipboard shut, selects it instead.
async function copyFrom(button) {
  const source = byId(button.dataset.copy);
  const said = button.textContent;
  const isCopied = (await written(source.innerText)) || writtenBySelection(source);
  button.textContent = isCopied ? "Copied" : "Selected: press Ctrl+C";
  setTimeout(() => { button.textContent = said; }, 3000);
}

async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no clipboard here, or it is not allowed
  }
}

function writtenBySelection(source) {
  document.getSelection().selectAllChildren(source);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}
