//! What is asked of a new password, and why one was not taken.

use crate::credentials::MethodsPolicy;
use crate::credentials::password::{SetRefusal, Suggestion, Warning, Weak};
use crate::http::page::FieldError;
use crate::language::{Phrase, phrase};

/// What a new password must be.
pub fn password_requirements(policy: &MethodsPolicy) -> Vec<Phrase> {
    let long_enough = phrase("new-password-length").with("minimum", policy.password.minimum_length);
    vec![long_enough, phrase("new-password-not-guessable")]
}

/// Why a new password was not taken, and how to make it stronger.
pub fn new_password_refused(refusal: &SetRefusal) -> (FieldError, Vec<&'static str>) {
    let (message, suggestions) = match refusal {
        SetRefusal::Weak(weak) => too_weak(weak),
        SetRefusal::DisabledByPolicy => (phrase("passwords-not-allowed"), Vec::new()),
        SetRefusal::NotTheFirst => (phrase("password-there-already"), Vec::new()),
        SetRefusal::Busy => (phrase("password-busy"), Vec::new()),
    };
    (FieldError { field: "password", message }, suggestions)
}

fn too_weak(weak: &Weak) -> (Phrase, Vec<&'static str>) {
    match weak {
        Weak::TooShort { minimum } => {
            (phrase("password-too-short").with("minimum", *minimum), vec!["password-few-words"])
        }
        Weak::TooLong { maximum } => {
            (phrase("password-too-long").with("maximum", *maximum), Vec::new())
        }
        Weak::EasyToGuess { warning, suggestions } => (
            phrase(warning.map_or("password-easy-to-guess", wrong_with)),
            suggestions.iter().copied().map(better).collect(),
        ),
    }
}

const fn wrong_with(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess => "password-straight-rows",
        Warning::ShortKeyboardPatternsAreEasyToGuess => "password-keyboard-patterns",
        Warning::RepeatsLikeAaaAreEasyToGuess => "password-repeats",
        Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => "password-longer-repeats",
        Warning::ThisIsATop10Password => "password-top-10",
        Warning::ThisIsATop100Password => "password-top-100",
        Warning::ThisIsACommonPassword => "password-common",
        Warning::ThisIsSimilarToACommonlyUsedPassword => "password-like-a-common-one",
        Warning::SequencesLikeAbcAreEasyToGuess => "password-sequences",
        Warning::RecentYearsAreEasyToGuess => "password-recent-years",
        Warning::AWordByItselfIsEasyToGuess => "password-one-word",
        Warning::DatesAreOftenEasyToGuess => "password-dates",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess => "password-names-alone",
        Warning::CommonNamesAndSurnamesAreEasyToGuess => "password-common-names",
    }
}

const fn better(suggestion: Suggestion) -> &'static str {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases => "password-use-a-few-words",
        Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => "password-no-need-for-symbols",
        Suggestion::AddAnotherWordOrTwo => "password-add-words",
        Suggestion::CapitalizationDoesntHelpVeryMuch => "password-capitals-help-little",
        Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => "password-all-capitals",
        Suggestion::ReversedWordsArentMuchHarderToGuess => "password-reversed-words",
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => "password-substitutions",
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => "password-longer-pattern",
        Suggestion::AvoidRepeatedWordsAndCharacters => "password-avoid-repeats",
        Suggestion::AvoidSequences => "password-avoid-sequences",
        Suggestion::AvoidRecentYears => "password-avoid-recent-years",
        Suggestion::AvoidYearsThatAreAssociatedWithYou => "password-avoid-your-years",
        Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => "password-avoid-your-dates",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, Locale, Zone};

    #[test]
    fn the_catalogue_says_in_english_what_the_command_line_says() {
        let weak = [
            Weak::TooShort { minimum: 12 },
            Weak::TooLong { maximum: 256 },
            Weak::EasyToGuess { warning: None, suggestions: Vec::new() },
            easy(Warning::ThisIsATop10Password, &[Suggestion::AddAnotherWordOrTwo]),
            easy(
                Warning::DatesAreOftenEasyToGuess,
                &[
                    Suggestion::CapitalizationDoesntHelpVeryMuch,
                    Suggestion::PredictableSubstitutionsDontHelpVeryMuch,
                    Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou,
                ],
            ),
        ];
        let locale = Locale { language: Language::english(), zone: Zone::UTC };
        for weak in weak {
            let (message, suggestions) = too_weak(&weak);
            let mut said = vec![locale.say(message).text()];
            said.extend(suggestions.into_iter().map(|key| locale.say(key).text()));
            assert_eq!(said.join(" "), weak.to_string());
        }
    }

    fn easy(warning: Warning, suggestions: &[Suggestion]) -> Weak {
        Weak::EasyToGuess { warning: Some(warning), suggestions: suggestions.to_vec() }
    }
}
