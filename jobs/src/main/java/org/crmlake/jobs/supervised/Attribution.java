package org.crmlake.jobs.supervised;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.tree.CategoricalSplit;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.Node;

/** What each entry of a vector of features adds to the log-odds of leaving. */
sealed interface Attribution extends Serializable {
    /** Returns one number for each entry of {@code features}. */
    double[] of(Vector features);

    /** Of a linear model: coefficient times the distance from the mean of the customers it learned from. */
    record Linear(double[] coefficients, double[] means) implements Attribution {
        @Override
        public double[] of(Vector features) {
            double[] added = new double[coefficients.length];
            for (int i = 0; i < added.length; i++) {
                added[i] = coefficients[i] * (features.apply(i) - means[i]);
            }
            return added;
        }
    }

    /**
     * Of boosted trees: along the path that a customer takes, each split adds what it changes in the prediction of the node (Saabas
     * 2014, "Interpreting random forests"). With the roots' predictions they add up to the log-odds. These are not Shapley values: a
     * feature that is asked first gets less than its due.
     */
    record TreePaths(List<Tree> trees) implements Attribution {
        static TreePaths of(GBTClassificationModel model) {
            List<Tree> trees = new ArrayList<>();
            DecisionTreeRegressionModel[] fitted = model.trees();
            for (int i = 0; i < fitted.length; i++) {
                // Spark's margin is half the log-odds.
                trees.add(Tree.of(fitted[i].rootNode(), 2 * model.treeWeights()[i]));
            }
            return new TreePaths(trees);
        }

        @Override
        public double[] of(Vector features) {
            double[] added = new double[features.size()];
            trees.forEach(tree -> tree.addTo(added, features));
            return added;
        }

        /** Returns the log-odds of no feature at all: what the roots predict. */
        double base() {
            return trees.stream().mapToDouble(tree -> tree.predictions[0]).sum();
        }
    }

    /** A tree in arrays; node 0 is the root, and a node without children is a leaf. */
    final class Tree implements Serializable {
        private static final long serialVersionUID = 1;

        private int size;
        private int[] feature = new int[16];
        private double[] threshold = new double[16];
        private int[] left = new int[16];
        private int[] right = new int[16];
        private double[] predictions = new double[16];
        private final List<Set<Double>> leftCategories = new ArrayList<>();

        static Tree of(Node root, double weight) {
            Tree tree = new Tree();
            tree.add(root, weight);
            return tree;
        }

        void addTo(double[] added, Vector features) {
            int node = 0;
            while (left[node] > 0) {
                double value = features.apply(feature[node]);
                Set<Double> categories = leftCategories.get(node);
                boolean goesLeft = categories == null ? value <= threshold[node] : categories.contains(value);
                int next = goesLeft ? left[node] : right[node];
                added[feature[node]] += predictions[next] - predictions[node];
                node = next;
            }
        }

        private int add(Node node, double weight) {
            int id = size++;
            if (id == feature.length) {
                feature = Arrays.copyOf(feature, 2 * id);
                threshold = Arrays.copyOf(threshold, 2 * id);
                left = Arrays.copyOf(left, 2 * id);
                right = Arrays.copyOf(right, 2 * id);
                predictions = Arrays.copyOf(predictions, 2 * id);
            }
            predictions[id] = weight * node.prediction();
            leftCategories.add(null);
            if (node instanceof InternalNode split) {
                feature[id] = split.split().featureIndex();
                if (split.split() instanceof ContinuousSplit continuous) {
                    threshold[id] = continuous.threshold();
                } else if (split.split() instanceof CategoricalSplit categorical) {
                    Set<Double> categories = new HashSet<>();
                    for (double category : categorical.leftCategories()) {
                        categories.add(category);
                    }
                    leftCategories.set(id, categories);
                }
                left[id] = add(split.leftChild(), weight);
                right[id] = add(split.rightChild(), weight);
            }
            return id;
        }
    }
}
