"""Profiles in a library: storing them, and finding those to read with.

Purpose: between a library, which knows bytes, and readers, which want profiles.
Contract: a profile that cannot be used is told, never used and never removed.
Not here: learning.
"""

import contextlib
from collections.abc import Iterable
from dataclasses import replace

from digit_recognizer.classifier import Classifier, Profile, ProfileError
from digit_recognizer.learning.learn import name_of
from digit_recognizer.learning.style_questions import starting_profile
from digit_recognizer.library import Library
from digit_recognizer.library.labels import checked_writer
from digit_recognizer.reader import Reader


def store_profile(library: Library, profile: Profile) -> None:
    """Store ``profile`` as its writer's, in place of the one before, and use it from now on."""
    library.save_profile(profile.writer, name_of(profile.alphabet), profile.to_bytes())


def store_answers(
    library: Library, writer: str, networks: Iterable[Classifier], answers: tuple[str, ...]
) -> list[Profile]:
    """Store what ``answers`` say of a writer for each of the ``networks``, and return the profiles.

    It is a starting profile, or none where they say nothing. Where there is a profile that was learnt
    from drawings it stays, with the answers, and the next learning begins with them. Raises
    DigitRecognizerError for an unknown answer.
    """
    profiles: list[Profile] = []
    for network in networks:
        alphabet = name_of(network.bundle.alphabet)
        stored = library.load_profile(writer, alphabet)
        profile = starting_profile(network, answers, writer=writer)
        if stored is not None:
            with contextlib.suppress(ProfileError):  # a damaged one is replaced
                known = Profile.from_bytes(stored.content)
                if known.drawings:
                    profile = replace(known, questions=answers)
        if profile is not None:
            active = stored is None or stored.active or not profile.drawings
            library.save_profile(writer, alphabet, profile.to_bytes(), active=active)
            profiles.append(profile)
        elif stored is not None:
            library.delete_profile(writer, alphabet)
    return profiles


def import_profile(
    library: Library, data: bytes, name: str, reader: Reader, writer: str = ""
) -> Profile:
    """Store and return the profile in ``data``, from a file called ``name``; it replaces none.

    ``writer``: whose it is to be, else whom it names. Raises ProfileError, one sentence, if it does not
    fit ``reader``'s networks, or there is such a profile already.
    """
    profile = Profile.from_bytes(data, name)
    reader.with_profiles([profile])  # raises ProfileError for what does not fit
    profile = replace(profile, writer=writer or checked_writer(profile.writer))
    if library.load_profile(profile.writer, name_of(profile.alphabet)) is not None:
        whose = profile.writer or "nobody in particular"
        raise ProfileError(
            f"there is a profile of {whose} for {name_of(profile.alphabet)} already: delete it first, "
            "or take this one for another writer."
        )
    store_profile(library, profile)
    return profile


def stored_profiles(
    library: Library, writer: str, reader: Reader
) -> tuple[list[Profile], list[str]]:
    """Return the profiles of ``writer`` that are in use and fit ``reader``'s networks.

    And a sentence for each that can't be used.
    """
    profiles: list[Profile] = []
    sentences: list[str] = []
    for stored in library.profiles():
        if stored.writer != writer or not stored.active:
            continue
        name = f"the profile of {writer or 'nobody in particular'} for {stored.alphabet}"
        try:
            profile = Profile.from_bytes(stored.content, name)
            reader.with_profiles([profile])
        except ProfileError as error:
            sentences.append(str(error))
        else:
            profiles.append(profile)
    return profiles, sentences
