// Learned by tools/train_match.py; not to be edited. docs/models/match.md is the card.
#include "insight/match/pair_scorer.h"

namespace signalbox {

// 78078 pairs, 9569 of them one; their features' SHA-256 begins aa623b00736c8fab.
const PairWeights kCompanyWeights = {.base_e3 = -3705,
                                     .weights_e3 = {
                                         1934,   // name_same
                                         1643,   // core_same
                                         5149,   // name_likeness
                                         0,      // words_shared
                                         0,      // left_uncovered
                                         -1909,  // right_uncovered
                                         1091,   // shared_rarity
                                         1839,   // name_inside
                                         2691,   // alias_same
                                         -1903,  // generic_differs
                                         -616,   // number_differs
                                         2137,   // label_same
                                         402,    // label_near
                                         5920,   // domain_same
                                         -2353,  // domain_differs
                                         731,    // phone_same
                                         -370,   // phone_differs
                                         1081,   // postal_same
                                         0,      // postal_differs
                                         275,    // city_same
                                         -480,   // city_differs
                                         506,    // street_likeness
                                         0,      // street_differs
                                         -373,   // house_differs
                                         -842,   // country_differs
                                         0,      // email_same
                                         0,      // email_differs
                                         0,      // surname_same
                                         0,      // surname_likeness
                                         0,      // surname_differs
                                         0,      // given_same
                                         0,      // given_likeness
                                         0,      // given_differs
                                         0,      // names_swapped
                                         0,      // birth_same
                                         0,      // birth_near
                                         0,      // birth_differs
                                         0,      // id_same
                                         0,      // id_near
                                         0,      // id_differs
                                         0,      // district_same
                                         0,      // state_differs
                                         489,    // place_same
                                         0,      // elsewhere
                                     }};

// 14468 pairs, 2554 of them one; their features' SHA-256 begins 84b8ad760ffa7194.
const PairWeights kPlaceWeights = {.base_e3 = -3005,
                                   .weights_e3 = {
                                       1126,   // name_same
                                       729,    // core_same
                                       3020,   // name_likeness
                                       803,    // words_shared
                                       -1152,  // left_uncovered
                                       -907,   // right_uncovered
                                       363,    // shared_rarity
                                       1976,   // name_inside
                                       1191,   // alias_same
                                       -994,   // generic_differs
                                       0,      // number_differs
                                       0,      // label_same
                                       0,      // label_near
                                       0,      // domain_same
                                       0,      // domain_differs
                                       2734,   // phone_same
                                       -1602,  // phone_differs
                                       2008,   // postal_same
                                       -3053,  // postal_differs
                                       495,    // city_same
                                       -1774,  // city_differs
                                       1097,   // street_likeness
                                       -708,   // street_differs
                                       -2519,  // house_differs
                                       -2940,  // country_differs
                                       0,      // email_same
                                       0,      // email_differs
                                       0,      // surname_same
                                       0,      // surname_likeness
                                       0,      // surname_differs
                                       0,      // given_same
                                       0,      // given_likeness
                                       0,      // given_differs
                                       0,      // names_swapped
                                       0,      // birth_same
                                       0,      // birth_near
                                       0,      // birth_differs
                                       0,      // id_same
                                       0,      // id_near
                                       0,      // id_differs
                                       0,      // district_same
                                       0,      // state_differs
                                       206,    // place_same
                                       -1351,  // elsewhere
                                   }};

// 22041 pairs, 5662 of them one; their features' SHA-256 begins 3984045ed5886c89.
const PairWeights kPersonWeights = {.base_e3 = -139,
                                    .weights_e3 = {
                                        0,      // name_same
                                        0,      // core_same
                                        0,      // name_likeness
                                        0,      // words_shared
                                        0,      // left_uncovered
                                        0,      // right_uncovered
                                        0,      // shared_rarity
                                        0,      // name_inside
                                        0,      // alias_same
                                        0,      // generic_differs
                                        0,      // number_differs
                                        0,      // label_same
                                        0,      // label_near
                                        3330,   // domain_same
                                        -1012,  // domain_differs
                                        0,      // phone_same
                                        0,      // phone_differs
                                        2309,   // postal_same
                                        -308,   // postal_differs
                                        9,      // city_same
                                        -1598,  // city_differs
                                        1604,   // street_likeness
                                        0,      // street_differs
                                        -1679,  // house_differs
                                        0,      // country_differs
                                        1886,   // email_same
                                        0,      // email_differs
                                        0,      // surname_same
                                        1391,   // surname_likeness
                                        -1685,  // surname_differs
                                        0,      // given_same
                                        1412,   // given_likeness
                                        0,      // given_differs
                                        789,    // names_swapped
                                        3188,   // birth_same
                                        214,    // birth_near
                                        -1308,  // birth_differs
                                        3470,   // id_same
                                        622,    // id_near
                                        -2091,  // id_differs
                                        2473,   // district_same
                                        -1741,  // state_differs
                                        333,    // place_same
                                        -1369,  // elsewhere
                                    }};

}  // namespace signalbox
