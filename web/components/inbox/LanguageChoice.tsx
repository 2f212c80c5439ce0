import { keepLanguage, languageChoice, nameOfLanguage } from '../state/language.ts';
import { languageTags, words } from '../words/index.ts';

/** Lets the user choose the language of the chat. */
export function LanguageChoice({ onChoose }: { onChoose: () => void }) {
  const chosen = languageChoice.use();
  const choose = (tag: string) => {
    onChoose();
    void keepLanguage(tag);
  };
  return (
    <label className="choice">
      {words.language.label}
      <select className="select" value={chosen} onChange={({ target }) => choose(target.value)}>
        <option value="">{words.language.device}</option>
        {languageTags.map((tag) => (
          <option key={tag} value={tag} lang={tag}>
            {nameOfLanguage(tag)}
          </option>
        ))}
      </select>
    </label>
  );
}
