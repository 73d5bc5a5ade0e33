/** Leads to the first field of a form that something is wrong with, once what is wrong is drawn. */
export function focusInvalid(form: EventTarget | null): void {
  requestAnimationFrame(() => {
    if (form instanceof HTMLElement) form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
}
